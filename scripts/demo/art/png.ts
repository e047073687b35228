/** Writes a PNG of true colours: the few chunks that the format needs, and no more. */
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { Picture } from '@throughline/cms-api/art/landscape';

const compress = promisify(deflate);
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** @param level Of compression: 0 is none at all. */
export async function encodePng({ width, height, pixels }: Picture, level = 6): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits for each of three colours; compression, filter and interlace as usual.
  header.set([8, 2, 0, 0, 0], 8);

  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', await compress(toRows(pixels, width * 3), { level })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Each row begins with its filter: 1, every byte as its difference to the pixel on its left. */
function toRows(pixels: Buffer, rowBytes: number): Buffer {
  const rows = Buffer.alloc(pixels.length + pixels.length / rowBytes);
  let to = 0;
  for (let from = 0; from < pixels.length; from += rowBytes) {
    rows[to++] = 1;
    for (let at = 0; at < rowBytes; at++) {
      const left = at < 3 ? 0 : (pixels[from + at - 3] ?? 0);
      rows[to++] = (pixels[from + at] ?? 0) - left;
    }
  }
  return rows;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

/** zlib has one of its own only since Node 20.15. */
const crcOfByte = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function crc32(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = (crc >>> 8) ^ (crcOfByte[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}
