/** Whether an endpoint's last requests went otherwise than those of the chosen period. */
import type { LatestRequests } from '@throughline/protocol';
import type { Histogram } from '../store/histogram.ts';
import type { LatestOfProcesses } from '../store/store.ts';
import { estimate } from './estimate.ts';

/** A 95th percentile of fewer hangs on a handful of requests. */
const leastRequests = 100;

/** Of several processes only what all of them agree on is a change. @param period Durations of the period's requests. */
export function toLatest(latest: LatestOfProcesses, period: Histogram): LatestRequests {
  const p95 = estimate(period, 95);
  if (!p95?.low || !p95.high || latest.n < leastRequests * latest.processes)
    return { ...latest, change: null };
  const { low, high } = latest.p95;
  const nearest = Math.min(Math.max(p95.value, low), high);
  const isChanged = nearest < p95.low || nearest > p95.high;
  return { ...latest, change: isChanged ? nearest / p95.value - 1 : null };
}
