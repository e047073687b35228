/**
 * Builds what a site loads: `sdk.js` for a script tag, `index.js` and `core.js` for bundlers, and the development file.
 * rolldown joins, terser makes small: together a kilobyte less than esbuild. Types come from `tsc -b`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { minify } from 'terser';

const folder = fileURLToPath(new URL('.', import.meta.url));

const entries = [
  { input: 'src/script.ts', file: 'sdk.js', format: 'iife' },
  { input: 'src/index.ts', file: 'index.js', format: 'es' },
  { input: 'src/core.ts', file: 'core.js', format: 'es' },
];

/**
 * web-vitals splits its metrics at soft navigations when asked to. We never ask, because we split at every route change
 * and in every browser; fixing the answer here lets the bundler drop a kilobyte of code that could never run.
 */
const withoutSoftNavigations = {
  name: 'without-soft-navigations',
  load: (id) =>
    id.endsWith('web-vitals/dist/modules/lib/softNavs.js')
      ? 'export const checkSoftNavsEnabled = () => false; export const storeSoftNavEntry = () => {};'
      : null,
};

/**
 * Properties that never leave the bundle and may be shortened: web-vitals' private ones begin with an underscore,
 * ours are listed. None of them is a name of the DOM, of the protocol or of an option.
 */
const internalNames =
  /^(_.*|fromMs|untilMs|zeroMs|began|interactionsBefore|changed|latest|drop|nameOf|isFailing|heard|maySend|postLater|kept|isSent|cancel|afterMs|onLeave|onHide|onRestore|startedMs|endedMs|firstMs|lastMs|largest|requestMs_|responseMs_|endMs)$/;

await mkdir(`${folder}dist`, { recursive: true });
for (const { input, file, format } of entries) {
  const bundle = await rolldown({
    cwd: folder,
    input,
    external: [/sdk-development/],
    resolve: { conditionNames: ['source', 'import', 'default'] },
    treeshake: { moduleSideEffects: false },
    plugins: [withoutSoftNavigations],
  });
  const { output } = await bundle.generate({ format, minify: true });
  await bundle.close();
  const { code } = await minify(output[0].code, {
    module: format === 'es',
    ecma: 2020,
    compress: { passes: 3, unsafe: true, unsafe_arrows: true, unsafe_methods: true, pure_getters: true },
    mangle: { properties: { regex: internalNames } },
    format: { comments: false },
  });
  await writeFile(`${folder}dist/${file}`, code);
}
