/** How records lie in a segment file: length, CRC32C, bytes; and how to find the whole ones again in a torn file. */
import { crc32c } from '@node-rs/crc32';

/** "TLf1": found again after damage, because a corrupt length says nothing about where the next frame begins. */
const magic = 0x31664c54;
/** magic, payload length, CRC32C of the payload; each 32 bits, little-endian. */
const headBytes = 12;
/** No door lets a larger record in; a length above this is damage. */
const mostPayloadBytes = 4 * 1_048_576;

/** @param parts Of the payload, in their order. */
export function encodeFrame(...parts: Buffer[]): Buffer {
  let length = 0;
  for (const part of parts) length += part.length;
  const frame = Buffer.allocUnsafe(headBytes + length);
  let at = headBytes;
  for (const part of parts) at += part.copy(frame, at);
  frame.writeUInt32LE(magic, 0);
  frame.writeUInt32LE(length, 4);
  frame.writeUInt32LE(crc32c(frame.subarray(headBytes)), 8);
  return frame;
}

export type Scan = {
  payloads: Buffer[];
  /** Where the next read goes on: the end of the last whole frame, or of damage that a whole frame follows. */
  endOffset: number;
  /** Bytes between whole frames that are no frame. */
  damagedBytes: number;
};

/**
 * Reads whole frames from `bytes`, at most `most`. Damage in the middle is skipped up to the next whole frame;
 * an incomplete frame at the end is left for when its rest has come.
 */
export function scanFrames(bytes: Buffer, most: number): Scan {
  const scan: Scan = { payloads: [], endOffset: 0, damagedBytes: 0 };
  let at = 0;
  while (scan.payloads.length < most && at + headBytes <= bytes.length) {
    const payload = frameAt(bytes, at);
    if (payload) {
      scan.payloads.push(payload);
      at += headBytes + payload.length;
      scan.endOffset = at;
      continue;
    }
    const next = nextFrame(bytes, at + 1);
    if (next < 0) break;
    scan.damagedBytes += next - at;
    at = next;
    scan.endOffset = at;
  }
  return scan;
}

function frameAt(bytes: Buffer, at: number): Buffer | undefined {
  if (at + headBytes > bytes.length || bytes.readUInt32LE(at) !== magic) return undefined;
  const length = bytes.readUInt32LE(at + 4);
  const end = at + headBytes + length;
  if (length > mostPayloadBytes || end > bytes.length) return undefined;
  const payload = bytes.subarray(at + headBytes, end);
  return crc32c(payload) === bytes.readUInt32LE(at + 8) ? payload : undefined;
}

/** The next place at which a whole frame begins, or -1. */
function nextFrame(bytes: Buffer, from: number): number {
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(magic, 0);
  for (let at = bytes.indexOf(mark, from); at >= 0; at = bytes.indexOf(mark, at + 1)) {
    if (frameAt(bytes, at)) return at;
  }
  return -1;
}
