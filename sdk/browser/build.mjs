/**
 * Builds what a site loads: `sdk.js` for a script tag, `index.js` and `core.js` for bundlers, and the development file.
 * Types come from `tsc -b`.
 */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { bundle, specialise } from './bundle.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));

const entries = [
  { input: 'src/script.ts', file: 'sdk.js', format: 'iife' },
  { input: 'src/index.ts', file: 'index.js', format: 'es' },
  { input: 'src/core.ts', file: 'core.js', format: 'es' },
  { input: 'src/sdk-development.ts', file: 'sdk-development.js', format: 'es' },
];

/**
 * Nearly every function of a script tag's SDK runs at once: a browser that is told so compiles them with the file, off the
 * main thread, instead of each on its first call. V8's explicit compile hint; others read a comment.
 */
const allCalledOnLoad = '//# allFunctionsCalledOnLoad\n';

/** The development file stays a file of its own, beside the script that asks for it. */
const apart = {
  name: 'development-apart',
  resolveId: (id, importer) =>
    importer && id.endsWith('/sdk-development.ts') ? { id: './sdk-development.js', external: true } : null,
};

await mkdir(`${folder}dist`, { recursive: true });
// web-vitals is inside, and its licence (Apache 2.0) goes with it.
const webVitals = createRequire(import.meta.url).resolve('web-vitals');
await copyFile(new URL('../LICENSE', `file://${webVitals}`), `${folder}dist/web-vitals-licence.txt`);
for (const { input, file, format } of entries) {
  const plugins = file === 'sdk-development.js' ? [apart] : [specialise, apart];
  const code = await bundle(input, format, plugins, folder);
  await writeFile(`${folder}dist/${file}`, format === 'iife' ? allCalledOnLoad + code : code);
}
