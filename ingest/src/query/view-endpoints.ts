/** The questions about views: routes merged, a list, one whole. */
import { RouteList, type RouteRow, ViewList, vitalNames, vitals, WholeView } from '@throughline/protocol';
import { z } from 'zod';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { Refusal } from '../http/problem.ts';
import { noValue, type ViewMetric } from '../store/metrics.ts';
import { type ListedView, type MeasuredGroup, type Store, serverMetrics } from '../store/store.ts';
import { estimate, vitalEstimate } from './estimate.ts';
import { formatCursor, ListQuery, parseCursor, RoutesQuery, toFilters, toRange } from './params.ts';
import { readWholeView } from './whole-view.ts';

export type QueryOptions = { store: Store; now?: () => number };

export function createViewEndpoints({ store, now = Date.now }: QueryOptions): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/sites/:site/routes',
      summary: 'Routes with their vitals, their server time and the SQL time in it',
      access: 'viewer',
      query: RoutesQuery,
      answer: RouteList,
      rows: ({ routes }) => routes,
      handle: async ({ site, query }) => {
        const { percentile, limit, cursor, sort, metric } = query;
        const measured = await store.measure(site, {
          range: toRange(query, now()),
          metrics: routeMetrics,
          filters: toFilters(query),
          by: 'route',
          page: { limit, offset: cursor },
        });
        const routes = measured.groups.map((group) => toRouteRow(group, percentile));
        const end = cursor + limit;
        return {
          routes: routes.sort(orderOf(sort, metric)),
          total: measured.values,
          next: end < measured.values ? String(end) : null,
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/views',
      summary: 'Views, newest first',
      access: 'viewer',
      query: ListQuery,
      answer: ViewList,
      rows: ({ views }) => views,
      handle: async ({ site, query }) => {
        const { limit, metric, low = 0, high = Number.MAX_SAFE_INTEGER } = query;
        const views = await store.views(site, toRange(query, now()), {
          filters: toFilters(query),
          limit,
          before: parseCursor(query.cursor),
          ...(metric && { band: { metric, low, high } }),
        });
        const last = views.length === limit ? views.at(-1) : undefined;
        return { views: views.map(toViewRow), next: last ? formatCursor(last) : null };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/views/:id',
      summary: 'One view, whole: the browser, its requests, and the statements under them',
      access: 'viewer',
      params: z.object({ id: z.uuid() }),
      answer: WholeView,
      handle: async ({ site, params }) => {
        const view = await readWholeView(store, site, params.id);
        if (view) return view;
        throw new Refusal(
          'not_found',
          'There is no such view. It may be older than the views that are kept.',
        );
      },
    }),
  ];
}

function byViews(a: RouteRow, b: RouteRow): number {
  return b.views - a.views || (a.route < b.route ? -1 : 1);
}

/** Within a page: pages themselves go by views, for what few people see costs little. */
function orderOf(
  sort: 'views' | 'route' | 'impact',
  metric: ViewMetric,
): (a: RouteRow, b: RouteRow) => number {
  if (sort === 'views') return byViews;
  if (sort === 'route') return (a, b) => (a.route < b.route ? -1 : 1);
  const name = vitalNames.find((vital) => vital === metric) ?? 'lcp';
  const impactOf = ({ views, vitals: told }: RouteRow): number =>
    views * Math.max(0, (told[name]?.value ?? 0) - vitals[name].good);
  return (a, b) => impactOf(b) - impactOf(a) || byViews(a, b);
}

/** The page's own API requests, by their name in the answer. */
const apiMetrics = {
  count: 'apiCount',
  requestMs: 'apiRequestMs',
  sqlMs: 'apiSqlMs',
  sqlCount: 'apiSqlCount',
} as const satisfies Record<string, ViewMetric>;
const routeMetrics: ViewMetric[] = [...vitalNames, ...serverMetrics, ...Object.values(apiMetrics)];

function toRouteRow({ value = noValue, views, histograms }: MeasuredGroup, percentile: number): RouteRow {
  const row: RouteRow = { route: value, views, vitals: {}, server: {}, api: {} };
  for (const name of vitalNames) {
    const histogram = histograms[name];
    if (histogram) row.vitals[name] = vitalEstimate(histogram, percentile);
  }
  for (const name of serverMetrics) {
    const histogram = histograms[name];
    if (histogram) row.server[name] = estimate(histogram, percentile);
  }
  for (const name of ['count', 'requestMs', 'sqlMs', 'sqlCount'] as const) {
    const histogram = histograms[apiMetrics[name]];
    if (histogram) row.api[name] = estimate(histogram, percentile);
  }
  return row;
}

function toViewRow({ startedAtMs, ...view }: ListedView): ViewList['views'][number] {
  return { ...view, startedAt: new Date(startedAtMs).toISOString() };
}
