/** Whether an endpoint's last requests went otherwise than those of the chosen period. */
import type { LatestRequests } from '@throughline/protocol';
import type { Histogram } from '../store/histogram.ts';
import type { LatestOfProcesses } from '../store/servers.ts';
import { estimate, rankHalfWidth } from './estimate.ts';

/** A 95th percentile of fewer hangs on a handful of requests. */
const leastRequests = 100;
const ratio = 0.95;

/** Of several processes only what all of them agree on is a change. @param period Durations of the period's requests. */
export function toLatest(latest: LatestOfProcesses, period: Histogram): LatestRequests {
  const p95 = estimate(period, ratio * 100);
  const ofEach = latest.n / latest.processes;
  if (!p95?.enough || ofEach < leastRequests) return { ...latest, change: null };
  const { value, low = value, high = value } = p95;
  const nearest = Math.min(Math.max(value, latest.p95.low), latest.p95.high);
  // So many requests of the very same distribution would have a p95 between these ranks; the period errs as well.
  const halfWidth = rankHalfWidth(ratio, ofEach);
  const lowest = Math.min(low, period.quantile(ratio - halfWidth) ?? low);
  const highest = Math.max(high, period.quantile(Math.min(1, ratio + halfWidth)) ?? high);
  const isChanged = nearest < lowest || nearest > highest;
  return { ...latest, change: isChanged ? nearest / value - 1 : null };
}
