/**
 * A mergeable histogram with logarithmic buckets: bucket i holds the values in (γ^(i-1), γ^i].
 * Read at the bucket's middle, any percentile is within (γ-1)/(γ+1), about 1 %, of the exact one.
 * Free of zod. Averages of percentiles are wrong; sums of these buckets are not.
 */

/** Growth of one bucket over the one before. 1.02 gives a relative error of at most 0.99 %. */
export const sketchGamma = 1.02;

/** Values up to this count as zero; CLS, the smallest unit here, is told in steps of 0.0001. */
const leastValue = 0.0001;
const logGamma = Math.log(sketchGamma);

/** A sketch on the wire and in storage: `zero` counts values ≤ 0.0001, `buckets` are [index, count] in rising order. */
export type SketchData = { zero?: number; buckets: [index: number, count: number][] };

export class Sketch {
  #zero = 0;
  #buckets = new Map<number, number>();
  #weight = 0;

  /** Sum of the weights added, equal to the number of values when every weight is 1. */
  get weight(): number {
    return this.#weight;
  }

  /** @param value Not negative; anything else, NaN included, is ignored. @param weight Default 1. */
  add(value: number, weight = 1): void {
    if (!(value >= 0) || value === Number.POSITIVE_INFINITY) return;
    this.#weight += weight;
    if (value <= leastValue) {
      this.#zero += weight;
      return;
    }
    const index = Math.ceil(Math.log(value) / logGamma);
    this.#buckets.set(index, (this.#buckets.get(index) ?? 0) + weight);
  }

  merge(other: SketchData): void {
    this.#zero += other.zero ?? 0;
    this.#weight += other.zero ?? 0;
    for (const [index, count] of other.buckets) {
      this.#weight += count;
      this.#buckets.set(index, (this.#buckets.get(index) ?? 0) + count);
    }
  }

  /** @param ratio 0–1, e.g. 0.75. Returns undefined when empty: missing is not zero. */
  quantile(ratio: number): number | undefined {
    if (this.#weight <= 0) return undefined;

    const rank = Math.max(0, Math.min(1, ratio)) * this.#weight;
    let seen = this.#zero;
    if (seen >= rank && seen > 0) return 0;
    let last = 0;
    for (const [index, count] of this.#sorted()) {
      seen += count;
      last = middleOf(index);
      // The tolerance forgives the rounding of summed sampling weights.
      if (seen >= rank - 1e-9) return last;
    }
    return last;
  }

  toData(): SketchData {
    const data: SketchData = { buckets: this.#sorted() };
    if (this.#zero > 0) data.zero = this.#zero;
    return data;
  }

  #sorted(): [number, number][] {
    return [...this.#buckets].sort((a, b) => a[0] - b[0]);
  }
}

/** The value that is off by the same ratio from both ends of the bucket. */
function middleOf(index: number): number {
  return (2 * sketchGamma ** index) / (sketchGamma + 1);
}
