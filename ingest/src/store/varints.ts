/** Whole numbers as bytes, small ones in one: seven bits a byte, the lowest first, the eighth says that more follow. */

export class ByteWriter {
  #bytes: number[] = [];

  byte(value: number): void {
    this.#bytes.push(value);
  }

  varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#bytes.push((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.#bytes.push(rest);
  }

  toBuffer(): Buffer {
    return Buffer.from(this.#bytes);
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  /** Where the next number begins. */
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.at] ?? 0;
      this.at += 1;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }
}
