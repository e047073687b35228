/** What has a name, as the read API tells it: how often, how long. */
import type { Histogram } from '../store/histogram.ts';
import type { NamedPart } from '../store/store.ts';
import { estimate } from './estimate.ts';

type Counted = { count: number; failed: number; duration: Histogram };

/** Of servers. */
export function toTimed({ count, failed, duration }: Counted, percentile: number) {
  return {
    count,
    errors: failed,
    errorRate: count === 0 ? 0 : failed / count,
    totalMs: duration.total,
    duration: estimate(duration, percentile) ?? null,
    p50: duration.quantile(0.5) ?? null,
    p95: duration.quantile(0.95) ?? null,
    p99: duration.quantile(0.99) ?? null,
  };
}

/** Of pages. */
export function toNamed(part: NamedPart, percentile: number) {
  const { name, count, failed, bytes, duration } = part;
  return {
    name,
    count,
    failed,
    bytes,
    totalMs: duration.total,
    duration: estimate(duration, percentile) ?? null,
  };
}
