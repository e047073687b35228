/** Whether an endpoint's last 1,000 requests went otherwise than those of the chosen period. Pure. */
import type { EndpointRow } from '@throughline/protocol';

/** A 95th percentile of fewer hangs on a handful of requests. */
const leastRequests = 100;
/** What is less than this moves to and fro by chance. */
const leastChange = 0.1;

/**
 * Compares 95th percentiles. Of several processes only what all of them agree on is told.
 * @returns Share by which lately took longer (less than zero: shorter); null when alike, or when too little is known.
 */
export function changeLately({ p95, latest }: Pick<EndpointRow, 'p95' | 'latest'>): number | null {
  if (!latest || !p95 || latest.n < leastRequests * latest.processes) return null;
  const { low, high } = latest.p95;
  const nearest = Math.min(Math.max(p95, low), high);
  const change = nearest / p95 - 1;
  return Math.abs(change) < leastChange ? null : change;
}
