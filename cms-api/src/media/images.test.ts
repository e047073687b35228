import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { startImages } from './images.ts';
import type { Made, Wanted } from './messages.ts';
import { drawNoise } from './test-pictures.ts';

const images = startImages(new URL('../../dist/media/worker.js', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'throughline-images-'));
const file = join(folder, 'original.jpeg');
await drawNoise(900, 600).jpeg().toFile(file);
const { size: fileBytes } = await stat(file);
const task = { file, fileBytes, own: 'jpeg', folder } as const;

afterAll(async () => {
  images.stop();
  await rm(folder, { recursive: true });
});

it('rejects when a size cannot be kept, and goes on with the others; nothing is left unheard', async () => {
  const unheard: unknown[] = [];
  const listen = (reason: unknown) => void unheard.push(reason);
  process.prependListener('unhandledRejection', listen);
  const wanted: Wanted[] = [320, 480, 640].map((width) => ({ width, format: 'avif' }));
  const kept: number[] = [];
  const keep = async ({ width }: Made) => {
    if (width === 640) throw new Error('the database is away');
    kept.push(width);
  };

  const made = images.vary(task, async () => wanted, keep);

  await expect(made).rejects.toThrow('the database is away');
  expect(kept.sort()).toEqual([320, 480]);
  process.off('unhandledRejection', listen);
  expect(unheard).toEqual([]);
});
