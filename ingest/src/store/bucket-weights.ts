/**
 * Weights by bucket, where few buckets are filled: as a window over buckets that lie near each other (most metrics of a route
 * fill a few hundred), and as pairs while they are few or far apart, so that whoever sends extreme values under many names
 * costs what he sends and no more.
 */
import { ByteReader, type ByteWriter } from './varints.ts';

/** Up to index 1,430 of the protocol's sketch: 2e12, more than any duration or count believed here. */
export const mostBuckets = 1_900;
const none = new Float64Array(0);
/** How far a window is widened beyond what it must hold, at least: half of what it holds already, so that it grows rarely. */
const margin = 24;
/** So few buckets stay pairs, however near they lie. */
const mostPairs = 4;
/** Windows are for buckets that lie near each other: of so many slots one has to be filled. */
const slotsPerBucket = 8;
const longForm = 0x80;

export class BucketWeights {
  /** `#base` is the bucket of its first slot. Empty while there are pairs. */
  #window = none;
  #base = 0;
  /** Bucket and weight, in rising order of bucket. */
  #pairs: number[] = [];

  get windowBytes(): number {
    return this.#window.byteLength;
  }

  /** Every bucket that holds something, in rising order. */
  each(visit: (at: number, w: number) => void): void {
    const [window, base, pairs] = [this.#window, this.#base, this.#pairs];
    for (let place = 0; place < pairs.length; place += 2) visit(pairs[place] ?? 0, pairs[place + 1] ?? 0);
    for (let slot = 0; slot < window.length; slot += 1) {
      const w = window[slot] ?? 0;
      if (w > 0) visit(slot + base, w);
    }
  }

  add(index: number, w: number): void {
    if (w === 0) return;
    const at = Math.max(0, Math.min(mostBuckets - 1, index));
    const slot = at - this.#base;
    if (slot >= 0 && slot < this.#window.length) {
      this.#window[slot] = (this.#window[slot] ?? 0) + w;
      return;
    }
    if (this.#window.length > 0 && !this.#widen(at)) this.#scatter();
    if (this.#window.length > 0) this.add(at, w);
    else this.#addPair(at, w);
  }

  merge(other: BucketWeights): void {
    other.each((at, w) => this.add(at, w));
  }

  /** The first bucket up to which the weights reach `rank`, else the last one; 0 when there is none. */
  at(rank: number): number {
    let [seen, last] = [0, 0];
    // Not through each(): a list of routes asks thousands of times, and mostly half of the buckets is enough.
    const pairs = this.#pairs;
    for (let place = 0; place < pairs.length && (seen < rank || seen === 0); place += 2) {
      last = pairs[place] ?? 0;
      seen += pairs[place + 1] ?? 0;
    }
    for (let slot = 0; slot < this.#window.length && (seen < rank || seen === 0); slot += 1) {
      const w = this.#window[slot] ?? 0;
      if (w === 0) continue;
      last = slot + this.#base;
      seen += w;
    }
    return last;
  }

  /** Each bucket as one byte (gap 1–32 and count 1–4), or as `longForm` with gap and count. @param step Of all weights. */
  write(out: ByteWriter, step: number): void {
    let before = -1;
    this.each((at, w) => {
      const gap = at - before;
      const count = w / step;
      if (gap <= 32 && count <= 4) out.byte(((gap - 1) << 2) | (count - 1));
      else {
        out.byte(longForm);
        out.varint(gap);
        out.varint(count);
      }
      before = at;
    });
  }

  /** The loop of every answer from rollups: no object, and no call while a bucket is inside the window. */
  read(bytes: Uint8Array, from: number, step: number): void {
    let [window, base, at] = [this.#window, this.#base, -1];
    for (let read = from; read < bytes.length; ) {
      const byte = bytes[read] ?? 0;
      read += 1;
      let count = (byte & 3) + 1;
      if (byte === longForm) {
        const long = new ByteReader(bytes, read);
        at += long.varint();
        count = long.varint();
        read = long.at;
      } else at += (byte >> 2) + 1;
      const slot = at - base;
      if (slot >= 0 && slot < window.length) window[slot] = (window[slot] ?? 0) + count * step;
      else {
        this.add(at, count * step);
        [window, base] = [this.#window, this.#base];
      }
    }
  }

  #addPair(at: number, w: number): void {
    const pairs = this.#pairs;
    let [low, high] = [0, pairs.length / 2];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[middle * 2] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    const place = low * 2;
    if (pairs[place] === at) {
      pairs[place + 1] = (pairs[place + 1] ?? 0) + w;
      return;
    }
    pairs.splice(place, 0, at, w);
    const count = pairs.length / 2;
    const span = (pairs[pairs.length - 2] ?? 0) - (pairs[0] ?? 0) + 1;
    if (count > mostPairs && span <= count * slotsPerBucket) this.#gather();
  }

  /** Pairs that lie near each other become a window. */
  #gather(): void {
    const pairs = this.#pairs;
    const from = Math.max(0, (pairs[0] ?? 0) - margin);
    const to = Math.min(mostBuckets - 1, (pairs[pairs.length - 2] ?? 0) + margin);
    const window = new Float64Array(to - from + 1);
    for (let place = 0; place < pairs.length; place += 2)
      window[(pairs[place] ?? 0) - from] = pairs[place + 1] ?? 0;
    this.#window = window;
    this.#base = from;
    this.#pairs = [];
  }

  /** A window that would have to span too much for the little it holds becomes pairs. */
  #scatter(): void {
    const pairs: number[] = [];
    this.each((at, w) => pairs.push(at, w));
    this.#pairs = pairs;
    this.#window = none;
    this.#base = 0;
  }

  /** @returns Whether the window may span so much. */
  #widen(toHold: number): boolean {
    const { length } = this.#window;
    const isBelow = toHold < this.#base;
    const span = isBelow ? this.#base + length - toHold : toHold - this.#base + 1;
    // Its own margins are not held against it.
    if (span - 2 * margin > (this.#filled() + 1) * slotsPerBucket) return false;
    const room = Math.max(margin, length >> 1);
    const from = isBelow ? Math.max(0, toHold - room) : this.#base;
    const to = isBelow ? this.#base + length : Math.min(mostBuckets, toHold + room + 1);
    const wider = new Float64Array(to - from);
    wider.set(this.#window, this.#base - from);
    this.#window = wider;
    this.#base = from;
    return true;
  }

  #filled(): number {
    let filled = 0;
    for (const w of this.#window) if (w > 0) filled += 1;
    return filled;
  }
}
