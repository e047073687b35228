/**
 * The distribution of one metric: a mergeable log-bucket histogram with what it cannot know itself, the unweighted
 * count, the effective n and the exact shares. Sums are whole numbers, so that merging in any order gives the same
 * bytes, and a stored rollup can be compared with a recompute byte for byte.
 */
import { type SketchData, sketchGamma } from '@throughline/protocol';
import { BucketWeights, mostBuckets } from './bucket-weights.ts';
import { ByteReader, ByteWriter } from './varints.ts';

/** A weight of 1; weights are kept in thousandths, the step of the least sample rate. */
const unit = 1_000;
/** Values up to this count as zero, as in the protocol's sketch. */
const leastValue = 0.0001;
const logGamma = Math.log(sketchGamma);
/** Bucket 0 of the dense array: ceil(log(0.0001) / log γ) is −465. */
const lowest = -470;
const middles = Float64Array.from(
  { length: mostBuckets },
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
  const bucket = Math.max(0, Math.min(mostBuckets - 1, Math.ceil(Math.log(value) / logGamma) - lowest));
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
  readonly #buckets = new BucketWeights();

  /** Sum of the weights; the number of values when every weight is 1. */
  get weight(): number {
    return this.#weight / unit;
  }

  /** Memory of the buckets' window, beside some hundred bytes of the object itself. */
  get windowBytes(): number {
    return this.#buckets.windowBytes;
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
    else this.#buckets.add(bucket - firstBucket, w);
  }

  /** Takes up what a server reported: every value weighs 1. */
  addSketch({ zero = 0, buckets }: SketchData): void {
    let n = zero;
    this.#zero += Math.round(zero * unit);
    for (const [index, count] of buckets) {
      n += count;
      this.#buckets.add(index - lowest, Math.round(count * unit));
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
    this.#buckets.merge(other.#buckets);
  }

  /** @param ratio 0–1. @returns undefined when empty: missing is not zero. */
  quantile(ratio: number): number | undefined {
    if (this.#weight <= 0) return undefined;
    const rank = Math.max(0, Math.min(1, ratio)) * this.#weight;
    if (this.#zero >= rank && this.#zero > 0) return 0;
    return middles[this.#buckets.at(rank - this.#zero)] ?? 0;
  }

  /** Sum of all values, within 1 %. */
  get total(): number {
    let sum = 0;
    this.#buckets.each((at, w) => {
      sum += (w / unit) * (middles[at] ?? 0);
    });
    return sum;
  }

  /** Weight per bucket in rising order, as [upper bound, weight]; zeros stand under bound 0. */
  toBars(): [upTo: number, weight: number][] {
    const bars: [number, number][] = [];
    if (this.#zero > 0) bars.push([0, this.#zero / unit]);
    this.#buckets.each((at, w) => bars.push([sketchGamma ** (at + lowest), w / unit]));
    return bars;
  }

  /**
   * Version and flags, then varints: n, [weight, squared], [good, poor], zero, first bucket, and each bucket as one byte
   * (gap 1–32 and count 1–4) or as an longForm with gap and count. With unit weights everything is counted in whole values.
   */
  toBytes(): Buffer {
    const isUnit = this.#weight === this.n * unit && this.#squared === this.n * unit;
    const hasShares = this.#good > 0 || this.#poor > 0;
    const step = isUnit ? unit : 1;
    const out = new ByteWriter();
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
    this.#buckets.write(out, step);
    return out.toBuffer();
  }

  /** Adds what `toBytes` wrote. @throws Error when a newer version wrote it. */
  mergeBytes(bytes: Uint8Array): void {
    const flags = bytes[0] ?? 0;
    if ((flags & 0x3f) !== version)
      throw new Error(`A histogram of version ${flags & 0x3f} is unknown here.`);
    const isUnit = (flags & unitFlag) !== 0;
    const step = isUnit ? unit : 1;
    const input = new ByteReader(bytes, 1);
    const n = input.varint();
    this.n += n;
    this.#weight += isUnit ? n * unit : input.varint();
    this.#squared += isUnit ? n * unit : input.varint();
    if ((flags & sharesFlag) !== 0) {
      this.#good += input.varint() * step;
      this.#poor += input.varint() * step;
    }
    this.#zero += input.varint() * step;
    this.#buckets.read(bytes, input.at, step);
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
