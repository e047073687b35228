/** Which route to look at first: how many views, times how far beyond good. A weight for sorting, not a measurement. */
import type { RouteRow } from '@throughline/protocol';
import { type VitalName, vitals } from '@throughline/protocol/vitals';

/** TTFB and FCP lie inside LCP and would count twice; CLS has no time; FID is the older half of INP. */
const weighed: readonly VitalName[] = ['lcp', 'inp'];

/** Views × excess over good, in milliseconds. Vitals of too few views do not count. */
export function toImpactMs(row: RouteRow): number {
  let impactMs = 0;
  for (const name of weighed) {
    const estimate = row.vitals[name];
    if (!estimate?.enough) continue;
    impactMs += estimate.n * Math.max(0, estimate.value - vitals[name].good);
  }
  return impactMs;
}

/** Each route's part of the whole excess, 0–1; all 0 when every route is good. */
export function toImpactShares(rows: readonly RouteRow[]): Map<string, number> {
  const impactsMs = rows.map((row) => [row.route, toImpactMs(row)] as const);
  const totalMs = impactsMs.reduce((sum, [, impactMs]) => sum + impactMs, 0);
  return new Map(impactsMs.map(([route, impactMs]) => [route, totalMs === 0 ? 0 : impactMs / totalMs]));
}
