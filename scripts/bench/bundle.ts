/**
 * What the first visit of the admin downloads, as it is built and as one single chunk: the page, its scripts and styles
 * until the overview stands, each compressed by itself as it is served. Fonts are the same in both and left out.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { root } from '../root.ts';
import type { Figure } from './figure.ts';

/** What vite tells of each chunk. */
type Chunk = { file: string; css?: string[]; imports?: string[]; dynamicImports?: string[] };
type Manifest = Record<string, Chunk>;
type Vite = { build(options: object): Promise<unknown> };

const admin = join(root, 'admin');
const page = 'index.html';
const overview = 'src/screens/overview/overview-screen.tsx';
/** What splitting is said to save, in percent of the first load. */
const goal = -30;

export async function run(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-bundle-'));
  try {
    const split = await build(join(folder, 'split'), {});
    const whole = await build(join(folder, 'whole'), { codeSplitting: false });
    const single = await bytesOf(whole, [page]);
    const logIn = await bytesOf(split, [page]);
    const first = await bytesOf(split, [page, overview]);
    const charts = await bytesOf(split, [page, overview, ...lazyIn(split.manifest, overview)]);
    const saved = 100 * (first / single - 1);
    return [
      { what: 'first load, one single chunk, brotli', value: single, unit: 'B' },
      { what: 'first load until the overview stands, brotli', value: first, unit: 'B' },
      { what: 'first load against one single chunk', value: saved, unit: '%', goal, met: saved <= goal },
      { what: 'with what the overview loads later (charts)', value: charts, unit: 'B' },
      { what: 'with charts, against one single chunk', value: 100 * (charts / single - 1), unit: '%' },
      { what: 'log-in alone, against one single chunk', value: 100 * (logIn / single - 1), unit: '%' },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Built = { folder: string; manifest: Manifest };

/** The admin's own configuration but for `output`. */
async function build(folder: string, output: object): Promise<Built> {
  const path = createRequire(join(admin, 'package.json')).resolve('vite');
  const vite = (await import(pathToFileURL(path).href)) as Vite;
  await vite.build({
    root: admin,
    configFile: join(admin, 'vite.config.ts'),
    logLevel: 'silent',
    build: { outDir: folder, emptyOutDir: true, manifest: 'manifest.json', rolldownOptions: { output } },
  });
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  return { folder, manifest };
}

/** Of these chunks, of all that they import, and of the styles that go with them. */
async function bytesOf({ folder, manifest }: Built, names: string[]): Promise<number> {
  const chunks = new Set<string>();
  const add = (name: string): void => {
    if (chunks.has(name)) return;
    chunks.add(name);
    for (const imported of manifest[name]?.imports ?? []) add(imported);
  };
  for (const name of names) {
    if (!manifest[name]) throw new Error(`vite tells of no chunk ${name}.`);
    add(name);
  }
  const files = new Set([page]);
  for (const name of chunks) {
    const { file, css = [] } = manifest[name] ?? { file: '' };
    for (const path of [file, ...css]) files.add(path);
  }
  const sizes = await Promise.all(
    [...files].map(async (file) => brotliCompressSync(await readFile(join(folder, file))).length),
  );
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

/** What a chunk and its imports ask for once they run. */
function lazyIn(manifest: Manifest, name: string): string[] {
  const { imports = [], dynamicImports = [] } = manifest[name] ?? { file: '' };
  // The page's own are the screens: one of them is loaded, the others are not.
  return [
    ...dynamicImports,
    ...imports.filter((one) => one !== page).flatMap((one) => lazyIn(manifest, one)),
  ];
}
