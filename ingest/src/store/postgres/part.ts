/** Counts and times of one named thing: an endpoint, a statement, a measure, a request of a page. */
import { Histogram } from '../histogram.ts';
import type { Cell } from './copy.ts';

export type PartRow = {
  kind: number;
  name: number;
  route: number;
  count: string;
  failed: string;
  bytes: string;
  duration: Buffer;
  inner_duration: Buffer | null;
};

/** Counts and times of one named thing. */
export class Part {
  count = 0;
  failed = 0;
  bytes = 0;
  readonly duration = new Histogram();
  inner: Histogram | undefined;

  innerOrNew(): Histogram {
    this.inner ??= new Histogram();
    return this.inner;
  }

  merge(other: Part): void {
    this.count += other.count;
    this.failed += other.failed;
    this.bytes += other.bytes;
    this.duration.merge(other.duration);
    if (other.inner) this.innerOrNew().merge(other.inner);
  }

  mergeRow(row: Pick<PartRow, 'count' | 'failed' | 'bytes' | 'duration' | 'inner_duration'>): void {
    this.count += Number(row.count);
    this.failed += Number(row.failed);
    this.bytes += Number(row.bytes);
    this.duration.mergeBytes(row.duration);
    if (row.inner_duration) this.innerOrNew().mergeBytes(row.inner_duration);
  }

  toCells(at: Date, site: number, kind: number, name: number, route: number): Cell[] {
    const numbers = [this.count, this.failed, this.bytes].map(toBigint);
    return [at, site, kind, name, route, ...numbers, this.duration.toBytes(), this.inner?.toBytes()];
  }
}

/** Sums of what senders tell may outgrow every number; then they stand still. */
function toBigint(sum: number): number {
  return Math.min(Math.round(sum), Number.MAX_SAFE_INTEGER);
}
