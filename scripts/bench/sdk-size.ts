/** What a visitor's browser downloads: the SDK beside web-vitals and three neighbours, bundled alike, compressed with brotli. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { root } from '../root.ts';
import type { Figure } from './figure.ts';
import { bundleNeighbours } from './sdk-bundles.ts';

const goals: Record<string, number> = { 'sdk.js': 7_600, 'index.js': 7_600, 'core.js': 5_600 };

export async function run(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [file, goal] of Object.entries(goals)) {
    const code = await readFile(join(root, 'sdk/browser/dist', file));
    const value = brotliCompressSync(code).length;
    figures.push({ what: `${file}, brotli`, value, unit: 'B', goal, met: value <= goal });
    figures.push({ what: `${file}, gzip`, value: gzipSync(code).length, unit: 'B' });
  }
  for (const [name, code] of await bundleNeighbours()) {
    figures.push({ what: `${name}, brotli`, value: brotliCompressSync(code).length, unit: 'B' });
  }
  return figures;
}
