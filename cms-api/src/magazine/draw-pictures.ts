/** A process that draws scenes as JPEG files and tells of each: `draw-pictures.js FOLDER SCENE…` */
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { drawLandscape } from './art/landscape.ts';

const [folder = '.', ...scenes] = process.argv.slice(2);
setPriority(constants.priority.PRIORITY_LOW);
sharp.concurrency(1);

for (const scene of scenes.map(Number)) {
  const { width, height, pixels } = await drawLandscape(scene);
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toFile(join(folder, `${scene}.jpg`));
  process.send?.(scene);
}
process.disconnect?.();
