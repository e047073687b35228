/** What the read API would say of the same made-up site beyond routes and views: enough for every panel to have content. */
import type {
  BudgetList,
  Causes,
  PathSplit,
  ReleaseList,
  RouteRow,
  Segments,
  Series,
  ServerSummary,
  Summary,
  SystemAnswer,
  TimerList,
} from '@throughline/protocol';

const span = { from: '2026-11-23T12:00:00.000Z', to: '2026-11-24T12:00:00.000Z', percentile: 75 };
const statement = 'select t.* from tags t where t.article_id = $1';

/** @returns undefined for a question that has no fixture. */
export function answerFixture(question: string, routes: readonly RouteRow[]): object | undefined {
  const [worst] = routes;
  if (!worst) return undefined;
  const metrics: Summary['metrics'] = { ...worst.vitals };
  const series = Array.from({ length: 24 }, (_, hour) => ({
    at: new Date(Date.parse(span.from) + hour * 3_600_000).toISOString(),
    views: worst.views,
    metrics,
  }));
  const answers: Record<string, object> = {
    summary: {
      ...span,
      source: 'rollups',
      views: worst.views,
      metrics,
      previous: { from: span.from, to: span.to, views: worst.views, metrics },
    } satisfies Summary,
    series: {
      ...span,
      source: 'rollups',
      step: 'hour',
      points: series,
      previousFrom: span.from,
      previous: [],
    } satisfies Series,
    segments: {
      ...span,
      source: 'rollups',
      by: 'device',
      segments: [{ value: 'mobile', views: worst.views, metrics }],
    } satisfies Segments,
    split: {
      ...span,
      metric: 'lcp',
      value: 3_000,
      n: 60,
      enough: true,
      explained: 1,
      parts: [
        { part: 'network', ms: 400, share: 0.13 },
        { part: 'sql', ms: 2_600, share: 0.87 },
      ],
    } satisfies PathSplit,
    causes: {
      ...span,
      metric: 'lcp',
      views: 40,
      traced: 40,
      poolWaitMs: 0,
      sqlMs: 1_180,
      statements: [
        {
          ranFor: 'page',
          service: 'cms-api',
          fingerprint: 'a1b2c3d4e5f60718',
          statement,
          callSite: 'src/content/tags.ts:41',
          views: 40,
          mostRuns: 40,
          runs: 40,
          ms: 2_500,
        },
      ],
      resources: [],
      scripts: [],
    } satisfies Causes,
    releases: {
      releases: [{ release: '1.0', views: 9, firstSeen: series[12]?.at ?? '' }],
    } satisfies ReleaseList,
    'server-summary': {
      requests: { count: 900, errors: 9, errorRate: 0.01, apdex: 0.9, ...percentiles },
      statements: { count: 9_000, errors: 0, errorRate: 0, ...percentiles },
    } satisfies ServerSummary,
    budgets: { budgets: [], reported: [] } satisfies BudgetList,
    system: { samples: [] } satisfies SystemAnswer,
    timers: {
      timers: [
        { service: 'cms-api', name: 'pdf.render', ...timed, hitRatio: null },
        { service: 'cms-api', name: 'cache.responses', ...timed, hitRatio: 0.75 },
      ],
    } satisfies TimerList,
  };
  return answers[question];
}

const percentiles = {
  duration: { value: 180, low: 170, high: 190, n: 900, enough: true },
  p50: 80,
  p95: 300,
  p99: 500,
};

const timed = { count: 900, errors: 9, errorRate: 0.01, totalMs: 90_000, ...percentiles };
