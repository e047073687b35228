/** Of views on one side of an LCP the few that lie nearest to it. Pure. */
import type { ViewRow } from '@throughline/protocol';

const few = 4;

export function nearestViews(views: readonly ViewRow[], lcp: number): ViewRow[] {
  const distance = ({ vitals }: ViewRow) => Math.abs((vitals.lcp ?? 0) - lcp);
  return views
    .filter(({ vitals }) => vitals.lcp !== undefined)
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, few);
}
