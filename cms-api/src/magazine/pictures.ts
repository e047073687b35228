/** The forty pictures of the demo magazine: drawn after the start, apart and at the lowest priority, and taken in one by one. */
import { fork } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { theClock } from '../audit/record.ts';
import type { Db } from '../db/sql.ts';
import type { Library } from '../media/library.ts';
import { listMediaIds, touchMedia } from '../media/store.ts';

export const pictureCount = 40;
/** Articles hold them before they are there. */
export const pictureIds = Array.from(
  { length: pictureCount },
  (_, scene) => `0190f5e0-0000-7000-8000-${(0xd3_00_00 + scene).toString(16).padStart(12, '0')}`,
);
const credit = 'Drawn by Throughline, out of numbers; MIT';

/** @param drawer The built draw-pictures.js. @returns How many there were to draw. */
export async function drawPictures(
  db: Db,
  library: Library,
  drawer: URL,
  signal: AbortSignal,
): Promise<number> {
  const known = await listMediaIds(db);
  const scenes = pictureIds.flatMap((id, scene) => (known.has(id) ? [] : [scene]));
  if (scenes.length === 0) return 0;
  const folder = await mkdtemp(join(tmpdir(), 'throughline-pictures-'));
  try {
    for await (const scene of drawn(drawer, folder, scenes, signal)) {
      const file = join(folder, `${scene}.jpg`);
      const facts = {
        id: pictureIds[scene] ?? '',
        name: `river-${scene + 1}.jpg`,
        contentType: 'image/jpeg',
        alt: 'A river between hills',
        credit,
        focal: null,
      };
      await library.adopt(db, createReadStream(file), facts, theClock);
      await touchMedia(db);
      await rm(file);
    }
    return scenes.length;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Each scene as soon as its file is there. */
async function* drawn(
  drawer: URL,
  folder: string,
  scenes: number[],
  signal: AbortSignal,
): AsyncGenerator<number> {
  const child = fork(drawer, [folder, ...scenes.map(String)], {
    env: {},
    execArgv: [],
    signal,
    stdio: 'ignore',
  });
  const ended = new Promise<undefined>((done) => {
    child.once('exit', () => done(undefined)).once('error', () => done(undefined));
  });
  const ready: number[] = [];
  let wake = () => {};
  child.on('message', (scene: number) => {
    ready.push(scene);
    wake();
  });
  for (let left = scenes.length; left > 0; ) {
    const scene = ready.shift();
    if (scene !== undefined) {
      yield scene;
      left--;
      continue;
    }
    const woken = new Promise<true>((done) => {
      wake = () => done(true);
    });
    if (!(await Promise.race([woken, ended])) && ready.length === 0) return;
  }
}
