/**
 * One column of the views of an hour as bytes. Words repeat, so they are kept once with a short code per view; metrics are
 * the 16-bit codes of their histogram. Deflate's Huffman codes halve both, and unlike PostgreSQL's own compression they do
 * so without repetitions.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const version = 1;
/** Level 1 takes a third of the time of the default here, for 3 % more bytes. */
const options = { level: 1 };

/** A column being made: grows as it is told. */
export class ColumnMaker {
  #values = new Float64Array(1_024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(2 * this.#length);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** @returns undefined when every view has `missing`: most columns of a small site are empty. */
  toWords(missing: number): Buffer | undefined {
    const codeOfWord = new Map<number, number>();
    const codes = new Uint32Array(this.#length);
    for (let at = 0; at < this.#length; at += 1) {
      const word = this.#values[at] ?? missing;
      const code = codeOfWord.get(word) ?? codeOfWord.size;
      codeOfWord.set(word, code);
      codes[at] = code;
    }
    if (codeOfWord.size === 1 && codeOfWord.has(missing)) return undefined;
    const words = Float64Array.from(codeOfWord.keys());
    const width = widthFor(words.length);
    const head = Buffer.of(version, width, 0, 0, 0, 0);
    head.writeUInt32LE(words.length, 2);
    return seal([head, bytesOf(words), bytesOf(narrow(codes, width))]);
  }

  /** The values are codes of histograms. @returns undefined when no view told any. */
  toCodes(): Buffer | undefined {
    const codes = Uint16Array.from(this.#values.subarray(0, this.#length));
    return codes.every((code) => code === 0) ? undefined : seal([Buffer.of(version), bytesOf(codes)]);
  }
}

type Width = 1 | 2 | 4;
type Codes = Uint8Array | Uint16Array | Uint32Array;

/** What each code stands for, and the code of each view. */
export type WordColumn = { words: Float64Array; codes: Codes };

export function readWords(packed: Buffer): WordColumn {
  const bytes = open(packed);
  const width = bytes[1] as Width;
  const count = bytes.readUInt32LE(2);
  const codesFrom = 6 + count * 8;
  const words = new Float64Array(aligned(bytes.subarray(6, codesFrom)));
  const codes = aligned(bytes.subarray(codesFrom));
  if (width === 1) return { words, codes: new Uint8Array(codes) };
  return { words, codes: width === 2 ? new Uint16Array(codes) : new Uint32Array(codes) };
}

export function readCodes(packed: Buffer): Uint16Array {
  return new Uint16Array(aligned(open(packed).subarray(1)));
}

function widthFor(words: number): Width {
  if (words <= 2 ** 8) return 1;
  return words <= 2 ** 16 ? 2 : 4;
}

function narrow(codes: Uint32Array, width: Width): Codes {
  if (width === 1) return Uint8Array.from(codes);
  return width === 2 ? Uint16Array.from(codes) : codes;
}

function bytesOf(numbers: Codes | Float64Array): Buffer {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** Wider numbers may only stand at multiples of their width. */
function aligned(bytes: Buffer): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
}

function seal(parts: Buffer[]): Buffer {
  return deflateRawSync(Buffer.concat(parts), options);
}

function open(packed: Buffer): Buffer {
  const bytes = inflateRawSync(packed);
  if (bytes[0] !== version) throw new Error(`A column of version ${bytes[0]} is unknown here.`);
  return bytes;
}
