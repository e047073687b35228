/** How views are spread over good, needs improvement and poor when several routes are taken together. */
import type { RouteRow } from '@throughline/protocol';
import type { VitalName } from '@throughline/protocol/vitals';

export type Spread = { n: number; good: number; needsImprovement: number; poor: number };

/** Counts add up over routes, percentiles never do: so this is all that a set of routes may be summed up to. */
export function toSpread(rows: readonly RouteRow[], name: VitalName): Spread {
  const sum = { n: 0, good: 0, needsImprovement: 0, poor: 0 };
  for (const { vitals } of rows) {
    const estimate = vitals[name];
    if (!estimate) continue;
    sum.n += estimate.n;
    sum.good += estimate.n * estimate.good;
    sum.needsImprovement += estimate.n * estimate.needsImprovement;
    sum.poor += estimate.n * estimate.poor;
  }
  if (sum.n === 0) return sum;
  const { n } = sum;
  return { n, good: sum.good / n, needsImprovement: sum.needsImprovement / n, poor: sum.poor / n };
}
