/** The last 1,000 values of one thing, exactly. What leaves the process are histograms: rings cannot be merged. */

export type Summary = {
  /** How many values the rest is made of: at most 1,000. */
  n: number;
  avg: number;
  min: number;
  max: number;
  median: number;
  p95: number;
  p99: number;
};

export const mostValues = 1_000;
const firstRoom = 16;

export class LastValues {
  /** Grows with use: most endpoints of most hosts are rarely asked. */
  #values = new Float64Array(firstRoom);
  #added = 0;

  get n(): number {
    return Math.min(this.#added, mostValues);
  }

  add(value: number): void {
    if (this.#added >= this.#values.length && this.#values.length < mostValues) this.#grow();
    this.#values[this.#added % mostValues] = value;
    this.#added++;
  }

  /** Without sorting. Undefined when there is nothing. */
  mean(): number | undefined {
    const { n } = this;
    if (n === 0) return undefined;
    let sum = 0;
    for (let at = 0; at < n; at++) sum += this.#values[at] as number;
    return sum / n;
  }

  /** Undefined when there is nothing: missing is not zero. Sorts, so it is for readers and not for requests. */
  summary(): Summary | undefined {
    const { n } = this;
    if (n === 0) return undefined;
    const sorted = this.#values.slice(0, n).sort();
    const sum = sorted.reduce((total, value) => total + value, 0);
    return {
      n,
      avg: sum / n,
      min: sorted[0] as number,
      max: sorted[n - 1] as number,
      median: nearestRank(sorted, 0.5),
      p95: nearestRank(sorted, 0.95),
      p99: nearestRank(sorted, 0.99),
    };
  }

  #grow(): void {
    const larger = new Float64Array(Math.min(mostValues, this.#values.length * 4));
    larger.set(this.#values);
    this.#values = larger;
  }
}

/** The smallest value that at least this share of the values does not exceed. @param ratio 0–1. */
export function nearestRank(sorted: Float64Array, ratio: number): number {
  return sorted[Math.max(0, Math.ceil(ratio * sorted.length) - 1)] as number;
}
