/** Which vital, and on which route, is beyond good for certain: its whole interval is. Pure. */
import type { Estimate, RouteRow, Summary, VitalEstimate } from '@throughline/protocol';
import { type VitalName, vitals } from '@throughline/protocol/vitals';

/** FCP lies inside LCP and FID inside INP: they would only name the same trouble a second time. */
const judged: readonly VitalName[] = ['lcp', 'inp', 'cls', 'ttfb'];

export type Trouble = {
  vital: VitalName;
  estimate: VitalEstimate;
  /** Where it weighs most; null when no route alone is certain to be beyond good. */
  route: string | null;
};

export type Finding =
  | { kind: 'trouble'; trouble: Trouble }
  | { kind: 'good' }
  /** No judged vital has the 30 views that a verdict needs. */
  | { kind: 'too-little'; views: number };

export function findTrouble(
  summary: Pick<Summary, 'views' | 'metrics'>,
  routes: readonly RouteRow[],
): Finding {
  const told = judged.flatMap((vital) => {
    const estimate = summary.metrics[vital];
    return isVital(estimate) ? [{ vital, estimate }] : [];
  });
  const ofSite = told
    .filter(({ vital, estimate }) => isBeyondGood(vital, estimate))
    .sort((a, b) => excess(b.vital, b.estimate) - excess(a.vital, a.estimate))[0];
  if (ofSite) return { kind: 'trouble', trouble: { ...ofSite, route: worstRoute(ofSite.vital, routes) } };

  const ofRoute = worstOfAll(routes);
  if (ofRoute) return { kind: 'trouble', trouble: ofRoute };
  if (told.some(({ estimate }) => estimate.enough)) return { kind: 'good' };
  return { kind: 'too-little', views: summary.views };
}

/** The interval lies beyond good as a whole: chance alone does not explain it. */
export function isBeyondGood(vital: VitalName, { enough, low }: Estimate): boolean {
  return enough && low !== undefined && low > vitals[vital].good;
}

function worstRoute(vital: VitalName, routes: readonly RouteRow[]): string | null {
  let worst: { route: string; weight: number } | null = null;
  for (const { route, vitals: measured } of routes) {
    const estimate = measured[vital];
    if (!estimate || !isBeyondGood(vital, estimate)) continue;
    const weight = estimate.n * excess(vital, estimate);
    if (!worst || weight > worst.weight) worst = { route, weight };
  }
  return worst?.route ?? null;
}

/** A site may be good as a whole while one route is not. */
function worstOfAll(routes: readonly RouteRow[]): Trouble | null {
  const found = routes.flatMap(({ route, vitals: measured }) =>
    judged.flatMap((vital) => {
      const estimate = measured[vital];
      return estimate && isBeyondGood(vital, estimate)
        ? [{ route, vital, estimate, weight: estimate.n * excess(vital, estimate) }]
        : [];
    }),
  );
  const [worst] = found.sort((a, b) => b.weight - a.weight);
  return worst ? { route: worst.route, vital: worst.vital, estimate: worst.estimate } : null;
}

/** How far beyond good, in parts of good: comparable between milliseconds and CLS. */
function excess(vital: VitalName, { value }: Estimate): number {
  return value / vitals[vital].good - 1;
}

function isVital(estimate: Estimate | VitalEstimate | undefined): estimate is VitalEstimate {
  return estimate !== undefined && 'good' in estimate;
}
