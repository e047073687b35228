/**
 * The distribution of one metric: a mergeable log-bucket histogram with what it cannot know itself, the unweighted
 * count, the effective n and the exact shares. Sums are whole numbers, so that merging in any order gives the same
 * bytes, and a stored rollup can be compared with a recompute byte for byte.
 */
import { type SketchData, sketchGamma } from '@throughline/protocol';

/** A weight of 1; weights are kept in thousandths, the step of the least sample rate. */
const unit = 1_000;
/** Values up to this count as zero, as in the protocol's sketch. */
const leastValue = 0.0001;
const logGamma = Math.log(sketchGamma);
/** Bucket 0 of the dense array: ceil(log(0.0001) / log γ) is −465. */
const lowest = -470;
/** Buckets up to index 1,430: 2e12, more than any duration or count believed here. */
const size = 1_900;
const none = new Float64Array(0);
/** How far a window is widened beyond what it must hold, at least: half of what it holds already, so that it grows rarely. */
const margin = 24;
/** So few buckets stay pairs, however near they lie. */
const mostPairs = 4;
/** Windows are for buckets that lie near each other: of so many slots one has to be filled. */
const slotsPerBucket = 8;
const middles = Float64Array.from(
  { length: size },
  (_, at) => (2 * sketchGamma ** (at + lowest)) / (sketchGamma + 1),
);

const goodFlag = 0x4000;
const poorFlag = 0x8000;
const bucketMask = 0x3fff;
const zeroBucket = 1;
const firstBucket = 2;

/**
 * All that a histogram keeps of one value, in 16 bits: its bucket and its side of the thresholds. Views are also stored
 * so, column by column. Numbers stand in stored rows: never give one a new meaning.
 * @returns 0 for what is no value: below 0, or not told.
 */
export function codeOf(value: number, thresholds?: { good: number; poor: number }): number {
  if (!(value >= 0)) return 0;
  const bucket = Math.max(0, Math.min(size - 1, Math.ceil(Math.log(value) / logGamma) - lowest));
  const code = value <= leastValue ? zeroBucket : bucket + firstBucket;
  if (!thresholds) return code;
  return code | (value <= thresholds.good ? goodFlag : 0) | (value > thresholds.poor ? poorFlag : 0);
}

export class Histogram {
  /** Values, each counted once whatever it weighs. */
  n = 0;
  #weight = 0;
  #squared = 0;
  #good = 0;
  #poor = 0;
  #zero = 0;
  /**
   * A window of the buckets, `#base` being the index of its first: most metrics of a route fill a few hundred. Empty while
   * the buckets are few or far apart: then they are pairs of index and weight in rising order, so that whoever sends
   * extreme values under many names costs what he sends and no more.
   */
  #buckets = none;
  #base = 0;
  #pairs: number[] = [];

  /** Sum of the weights; the number of values when every weight is 1. */
  get weight(): number {
    return this.#weight / unit;
  }

  /** Memory of the window, beside some hundred bytes of the object itself. */
  get windowBytes(): number {
    return this.#buckets.byteLength;
  }

  /** (Σw)² / Σw²: how many equally weighted values would say as much. */
  get effectiveN(): number {
    return this.#squared === 0 ? 0 : this.#weight ** 2 / (this.#squared * unit);
  }

  /** Shares 0–1 of the weight up to the good and above the poor threshold. */
  get good(): number {
    return this.#weight === 0 ? 0 : this.#good / this.#weight;
  }

  get poor(): number {
    return this.#weight === 0 ? 0 : this.#poor / this.#weight;
  }

  /** @param value Not negative; anything else is ignored. @param weight 1 to 1,000, default 1. */
  add(value: number, weight = 1, thresholds?: { good: number; poor: number }): void {
    this.addCode(codeOf(value, thresholds), weight);
  }

  /** @param code What `codeOf` made of a value; 0 is ignored. @param weight 1 to 1,000, default 1. */
  addCode(code: number, weight = 1): void {
    if (code === 0) return;
    const w = Math.round(weight * unit);
    this.n += 1;
    this.#weight += w;
    this.#squared += Math.round((w * w) / unit);
    if ((code & goodFlag) !== 0) this.#good += w;
    if ((code & poorFlag) !== 0) this.#poor += w;
    const bucket = code & bucketMask;
    if (bucket === zeroBucket) this.#zero += w;
    else this.#count(bucket - firstBucket, w);
  }

  /** Takes up what a server reported: every value weighs 1. */
  addSketch({ zero = 0, buckets }: SketchData): void {
    let n = zero;
    this.#zero += Math.round(zero * unit);
    for (const [index, count] of buckets) {
      n += count;
      this.#count(index - lowest, Math.round(count * unit));
    }
    this.n += Math.round(n);
    this.#weight += Math.round(n * unit);
    this.#squared += Math.round(n * unit);
  }

  merge(other: Histogram): void {
    this.n += other.n;
    this.#weight += other.#weight;
    this.#squared += other.#squared;
    this.#good += other.#good;
    this.#poor += other.#poor;
    this.#zero += other.#zero;
    other.#each((at, w) => this.#count(at, w));
  }

  /** @param ratio 0–1. @returns undefined when empty: missing is not zero. */
  quantile(ratio: number): number | undefined {
    if (this.#weight <= 0) return undefined;
    const rank = Math.max(0, Math.min(1, ratio)) * this.#weight;
    let seen = this.#zero;
    if (seen >= rank && seen > 0) return 0;
    let last = 0;
    // Not through #each: a list of routes asks thousands of times, and mostly half of the buckets is enough.
    const pairs = this.#pairs;
    for (let place = 0; place < pairs.length && (seen < rank || seen === 0); place += 2) {
      last = pairs[place] ?? 0;
      seen += pairs[place + 1] ?? 0;
    }
    for (let slot = 0; slot < this.#buckets.length && (seen < rank || seen === 0); slot += 1) {
      const w = this.#buckets[slot] ?? 0;
      if (w === 0) continue;
      last = slot + this.#base;
      seen += w;
    }
    return middles[last] ?? 0;
  }

  /** Sum of all values, within 1 %. */
  get total(): number {
    let sum = 0;
    this.#each((at, w) => {
      sum += (w / unit) * (middles[at] ?? 0);
    });
    return sum;
  }

  /** Weight per bucket in rising order, as [upper bound, weight]; zeros stand under bound 0. */
  toBars(): [upTo: number, weight: number][] {
    const bars: [number, number][] = [];
    if (this.#zero > 0) bars.push([0, this.#zero / unit]);
    this.#each((at, w) => bars.push([sketchGamma ** (at + lowest), w / unit]));
    return bars;
  }

  /** Every bucket that holds something, in rising order. */
  #each(visit: (at: number, w: number) => void): void {
    const [buckets, base, pairs] = [this.#buckets, this.#base, this.#pairs];
    for (let place = 0; place < pairs.length; place += 2) visit(pairs[place] ?? 0, pairs[place + 1] ?? 0);
    for (let slot = 0; slot < buckets.length; slot += 1) {
      const w = buckets[slot] ?? 0;
      if (w > 0) visit(slot + base, w);
    }
  }

  #count(index: number, w: number): void {
    if (w === 0) return;
    const at = Math.max(0, Math.min(size - 1, index));
    const slot = at - this.#base;
    if (slot >= 0 && slot < this.#buckets.length) {
      this.#buckets[slot] = (this.#buckets[slot] ?? 0) + w;
      return;
    }
    if (this.#buckets.length > 0 && !this.#widen(at)) this.#scatter();
    if (this.#buckets.length > 0) this.#count(at, w);
    else this.#countPair(at, w);
  }

  #countPair(at: number, w: number): void {
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
    const to = Math.min(size - 1, (pairs[pairs.length - 2] ?? 0) + margin);
    const window = new Float64Array(to - from + 1);
    for (let place = 0; place < pairs.length; place += 2)
      window[(pairs[place] ?? 0) - from] = pairs[place + 1] ?? 0;
    this.#buckets = window;
    this.#base = from;
    this.#pairs = [];
  }

  /** A window that would have to span too much for the little it holds becomes pairs. */
  #scatter(): void {
    const pairs: number[] = [];
    this.#each((at, w) => pairs.push(at, w));
    this.#pairs = pairs;
    this.#buckets = none;
    this.#base = 0;
  }

  /** @returns Whether the window may span so much. */
  #widen(toHold: number): boolean {
    const { length } = this.#buckets;
    const isBelow = toHold < this.#base;
    const span = isBelow ? this.#base + length - toHold : toHold - this.#base + 1;
    // Its own margins are not held against it.
    if (span - 2 * margin > (this.#filled() + 1) * slotsPerBucket) return false;
    const room = Math.max(margin, length >> 1);
    const from = isBelow ? Math.max(0, toHold - room) : this.#base;
    const to = isBelow ? this.#base + length : Math.min(size, toHold + room + 1);
    const wider = new Float64Array(to - from);
    wider.set(this.#buckets, this.#base - from);
    this.#buckets = wider;
    this.#base = from;
    return true;
  }

  #filled(): number {
    let filled = 0;
    for (const w of this.#buckets) if (w > 0) filled += 1;
    return filled;
  }

  /**
   * Version and flags, then varints: n, [weight, squared], [good, poor], zero, first bucket, and each bucket as one byte
   * (gap 1–32 and count 1–4) or as an longForm with gap and count. With unit weights everything is counted in whole values.
   */
  toBytes(): Buffer {
    const isUnit = this.#weight === this.n * unit && this.#squared === this.n * unit;
    const hasShares = this.#good > 0 || this.#poor > 0;
    const step = isUnit ? unit : 1;
    const out = new Writer();
    out.byte(version | (isUnit ? unitFlag : 0) | (hasShares ? sharesFlag : 0));
    out.varint(this.n);
    if (!isUnit) {
      out.varint(this.#weight);
      out.varint(this.#squared);
    }
    if (hasShares) {
      out.varint(this.#good / step);
      out.varint(this.#poor / step);
    }
    out.varint(this.#zero / step);
    let before = -1;
    this.#each((at, w) => {
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
    return out.toBuffer();
  }

  /** Adds what `toBytes` wrote. @throws Error when a newer version wrote it. */
  mergeBytes(bytes: Uint8Array): void {
    const flags = bytes[0] ?? 0;
    if ((flags & 0x3f) !== version)
      throw new Error(`A histogram of version ${flags & 0x3f} is unknown here.`);
    const isUnit = (flags & unitFlag) !== 0;
    const step = isUnit ? unit : 1;
    const input = new Reader(bytes, 1);
    const n = input.varint();
    this.n += n;
    this.#weight += isUnit ? n * unit : input.varint();
    this.#squared += isUnit ? n * unit : input.varint();
    if ((flags & sharesFlag) !== 0) {
      this.#good += input.varint() * step;
      this.#poor += input.varint() * step;
    }
    this.#zero += input.varint() * step;
    this.#mergeBuckets(bytes, input.at, step);
  }

  /** The loop of every answer from rollups: no object, and no call while a bucket is inside the window. */
  #mergeBuckets(bytes: Uint8Array, from: number, step: number): void {
    let [buckets, base, at] = [this.#buckets, this.#base, -1];
    for (let read = from; read < bytes.length; ) {
      const byte = bytes[read] ?? 0;
      read += 1;
      let count = (byte & 3) + 1;
      if (byte === longForm) {
        const long = new Reader(bytes, read);
        at += long.varint();
        count = long.varint();
        read = long.at;
      } else at += (byte >> 2) + 1;
      const slot = at - base;
      if (slot >= 0 && slot < buckets.length) buckets[slot] = (buckets[slot] ?? 0) + count * step;
      else {
        this.#count(at, count * step);
        [buckets, base] = [this.#buckets, this.#base];
      }
    }
  }

  static fromBytes(bytes: Uint8Array): Histogram {
    const histogram = new Histogram();
    histogram.mergeBytes(bytes);
    return histogram;
  }
}

const version = 1;
const unitFlag = 0x80;
const sharesFlag = 0x40;
const longForm = 0x80;

class Writer {
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

class Reader {
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
