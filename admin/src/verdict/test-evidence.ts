/** Answers of the API as they would be for a page with one fault. */
import type { Causes, PathPart, PathSplit, RouteRow, Summary, VitalEstimate } from '@throughline/protocol';

export function anEstimate(value: number, n = 400): VitalEstimate {
  const enough = n >= 30;
  const shares = { good: 0.4, needsImprovement: 0.4, poor: 0.2 };
  return { value, n, enough, ...shares, ...(enough && { low: value * 0.95, high: value * 1.05 }) };
}

export function aSummary(metrics: Summary['metrics']): Pick<Summary, 'views' | 'metrics'> {
  return { views: 400, metrics };
}

export function aRoute(route: string, vitals: RouteRow['vitals']): RouteRow {
  return { route, views: 400, vitals, server: {}, api: {} };
}

export function aSplit(value: number, parts: Partial<Record<PathPart, number>>): PathSplit {
  return {
    from: '',
    to: '',
    percentile: 75,
    metric: 'lcp',
    value,
    n: 40,
    enough: true,
    explained: 1,
    parts: Object.entries(parts).map(([part, ms]) => ({ part: part as PathPart, ms, share: ms / value })),
  };
}

export function someCauses(changes: Partial<Causes> = {}): Causes {
  return {
    from: '',
    to: '',
    percentile: 75,
    metric: 'lcp',
    views: 40,
    traced: 40,
    poolWaitMs: 0,
    sqlMs: 0,
    statements: [],
    resources: [],
    scripts: [],
    ...changes,
  };
}

export function aStatement(
  changes: Partial<Causes['statements'][number]> = {},
): Causes['statements'][number] {
  return {
    ranFor: 'page',
    service: 'cms-api',
    fingerprint: 'a1b2c3d4e5f60718',
    statement: 'select * from articles where slug = $1',
    callSite: 'src/articles.ts:12',
    views: 40,
    mostRuns: 1,
    runs: 1,
    ms: 1_900,
    ...changes,
  };
}
