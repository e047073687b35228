/** GET /api/v1/sites/…: the read API. Each handler asks for the user's own site; there is no way around `site`. */
import { type RouteList, type RouteRow, type ViewList, vitalNames } from '@throughline/protocol';
import { type Request, Router } from 'express';
import { Refusal } from '../http/problem.ts';
import {
  apiMetrics,
  type ListedView,
  type RouteDistributions,
  type Store,
  serverMetrics,
} from '../store/store.ts';
import { estimate, vitalEstimate } from './estimate.ts';
import { formatCursor, parseList, parseRange, parseViewId } from './params.ts';
import { readWholeView } from './whole-view.ts';

export type QueryOptions = {
  store: Store;
  /** The site id that this request may read. Throws a refusal otherwise. */
  siteOf: (request: Request) => Promise<string>;
  now?: () => number;
};

export function createQueryRoutes({ store, siteOf, now = Date.now }: QueryOptions): Router {
  const router = Router();

  router.get('/sites/:site/routes', async (request, response) => {
    const site = await siteOf(request);
    const { percentile, ...range } = parseRange(request.query, now());
    const routes = await store.routes(site, range);
    const list: RouteList = {
      routes: routes.map((route) => toRouteRow(route, percentile)).sort(byViews),
      next: null,
    };
    response.json(list);
  });

  router.get('/sites/:site/views', async (request, response) => {
    const site = await siteOf(request);
    const options = parseList(request.query);
    const views = await store.views(site, parseRange(request.query, now()), options);
    const last = views.length === options.limit ? views.at(-1) : undefined;
    const list: ViewList = { views: views.map(toViewRow), next: last ? formatCursor(last) : null };
    response.json(list);
  });

  router.get('/sites/:site/views/:id', async (request, response) => {
    const site = await siteOf(request);
    const view = await readWholeView(store, site, parseViewId(request.params.id));
    if (!view)
      throw new Refusal('not_found', 'There is no such view. It may be older than the views that are kept.');
    response.json(view);
  });

  return router;
}

function byViews(a: RouteRow, b: RouteRow): number {
  return b.views - a.views || (a.route < b.route ? -1 : 1);
}

function toRouteRow({ route, views, ...told }: RouteDistributions, percentile: number): RouteRow {
  const row: RouteRow = { route, views, vitals: {}, server: {}, api: {} };
  for (const name of vitalNames) {
    const distribution = told.vitals[name];
    if (distribution) row.vitals[name] = vitalEstimate(distribution, percentile);
  }
  for (const name of serverMetrics) {
    const distribution = told.server[name];
    if (distribution) row.server[name] = estimate(distribution, percentile);
  }
  for (const name of apiMetrics) {
    const distribution = told.api[name];
    if (distribution) row.api[name] = estimate(distribution, percentile);
  }
  return row;
}

function toViewRow({ startedAtMs, ...view }: ListedView): ViewList['views'][number] {
  return { ...view, startedAt: new Date(startedAtMs).toISOString() };
}
