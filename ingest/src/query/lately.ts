/** Whether an endpoint's last requests went otherwise than those of the chosen period. */
import type { LatestRequests } from '@throughline/protocol';
import type { Histogram } from '../store/histogram.ts';
import type { LatestOfProcesses } from '../store/store.ts';
import { estimate } from './estimate.ts';

/** A 95th percentile of fewer hangs on a handful of requests. */
const leastRequests = 100;
const z95 = 1.96;

/** Of several processes only what all of them agree on is a change. @param period Durations of the period's requests. */
export function toLatest(latest: LatestOfProcesses, period: Histogram): LatestRequests {
  const p95 = estimate(period, 95);
  const ofEach = latest.n / latest.processes;
  if (!p95?.low || !p95.high || ofEach < leastRequests) return { ...latest, change: null };
  const { low, high } = latest.p95;
  const nearest = Math.min(Math.max(p95.value, low), high);
  // So many requests of the very same distribution would have a p95 between these ranks (estimate.ts); the period errs as well.
  const halfWidth = z95 * Math.sqrt((0.95 * 0.05) / ofEach);
  const lowest = Math.min(p95.low, period.quantile(0.95 - halfWidth) ?? 0);
  const highest = Math.max(p95.high, period.quantile(Math.min(1, 0.95 + halfWidth)) ?? 0);
  const isChanged = nearest < lowest || nearest > highest;
  return { ...latest, change: isChanged ? nearest / p95.value - 1 : null };
}
