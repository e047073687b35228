/**
 * The image process: decodes foreign bytes apart from everything else, at the lowest priority, within a limit of memory.
 * Who started it limits its time (images.ts). It knows no database and no network.
 */
import { rename, rm, stat } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { encode } from 'blurhash';
import sharp, { type OutputInfo, type Sharp } from 'sharp';
import type { Inspected, Made, PictureFormat, Reply, Task, Wanted } from './messages.ts';
import { mostPixels } from './messages.ts';

const mostResidentBytes = 768 * 1_048_576;
const memoryLookEveryMs = 50;
/** Blur-hash looks at no more. */
const blurPixels = 32;

setPriority(constants.priority.PRIORITY_LOW);
sharp.concurrency(1);
sharp.cache(false);
// Of some fifty loaders, the ones of the kinds that are taken.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegFile',
    'VipsForeignLoadPngFile',
    'VipsForeignLoadWebpFile',
    'VipsForeignLoadHeifFile',
    'VipsForeignLoadNsgifFile',
  ],
});

setInterval(() => {
  if (process.memoryUsage.rss() > mostResidentBytes) process.exit(1);
}, memoryLookEveryMs).unref();

const say = (reply: Reply) => process.send?.(reply);
process.on('disconnect', () => process.exit(0));
process.on('message', (task: Task) => {
  const work =
    task.what === 'inspect'
      ? inspect(task.file).then((inspected) => say({ what: 'inspected', inspected }))
      : vary(task).then(() => say({ what: 'done' }));
  work.catch((error: Error) => {
    const isTooLarge = /pixel limit|too large/i.test(error.message);
    const because = isTooLarge ? 'too_many_pixels' : 'broken';
    say({ what: 'refused', because, detail: error.message.split('\n')[0] ?? '' });
  });
});

function openPicture(file: string): Sharp {
  return sharp(file, { limitInputPixels: mostPixels, failOn: 'warning', sequentialRead: true }).autoOrient();
}

/** Reads every pixel once: a file that is cut off or damaged anywhere is refused here. */
async function inspect(file: string): Promise<Inspected> {
  const picture = openPicture(file);
  const { autoOrient, pages = 1 } = await picture.metadata();
  const { data, info } = await picture
    .resize(blurPixels, blurPixels, { fit: 'inside' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const blurHash = encode(new Uint8ClampedArray(data), info.width, info.height, 4, 3);
  return { ...autoOrient, blurHash, isAnimated: pages > 1 };
}

/** One decoding for all sizes, each resized once for all of its formats. */
async function vary({ file, fileBytes, own, folder, wanted }: Task & { what: 'vary' }): Promise<void> {
  const widths = [...new Set(wanted.map(({ width }) => width))].sort((a, b) => b - a);
  const largest = await openPicture(file)
    .resize({ width: widths[0], withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });

  for (const width of widths) {
    const pixels = await fromRaw(largest).resize({ width }).raw().toBuffer({ resolveWithObject: true });
    const formats = wanted.filter((one) => one.width === width).map(({ format }) => format);
    // The original's own format first: what is not smaller than that is of no use.
    formats.sort((a, b) => Number(b === own) - Number(a === own));
    let smallest = fileBytes;
    for (const format of formats) {
      const made = await makeOne(pixels, { width, format }, folder, smallest);
      if (made.bytes !== null && format === own) smallest = made.bytes;
      say({ what: 'made', made });
    }
  }
}

type Raw = { data: Buffer; info: OutputInfo };

function fromRaw({ data, info }: Raw): Sharp {
  return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
}

async function makeOne(pixels: Raw, wanted: Wanted, folder: string, below: number): Promise<Made> {
  const path = join(folder, `${wanted.width}.${wanted.format}`);
  const half = `${path}.half`;
  await encodeAs(fromRaw(pixels), wanted.format).toFile(half);
  const { size } = await stat(half);
  if (size >= below) {
    await rm(half);
    return { ...wanted, bytes: null };
  }
  await rename(half, path);
  return { ...wanted, bytes: size };
}

/** Efforts at which a large picture takes a second, not ten: each step more makes AVIF 15 % smaller and several times slower. */
function encodeAs(picture: Sharp, format: PictureFormat): Sharp {
  switch (format) {
    case 'avif':
      return picture.avif({ quality: 50, effort: 2, chromaSubsampling: '4:2:0' });
    case 'webp':
      return picture.webp({ quality: 76, effort: 4 });
    case 'jpeg':
      return picture.jpeg({ quality: 78, mozjpeg: true });
    case 'png':
      return picture.png({ compressionLevel: 9, effort: 7 });
    case 'gif':
      return picture.gif();
  }
}
