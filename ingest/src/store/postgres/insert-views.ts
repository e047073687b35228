/** Stores batches of views: one row each by (site, id), the highest revision wins, the first one's date stays. */
import type { ApiRequest } from '@throughline/protocol';
import type pg from 'pg';
import type { StoredView } from '../store.ts';
import { type Cell, copyInto } from './copy.ts';
import { pack } from './pack.ts';

/** Every column of `views`, in order, with where its value comes from. */
const columns: Record<string, (view: StoredView) => Cell> = {
  site_id: ({ site }) => site,
  view_id: ({ body }) => body.view.id,
  revision: ({ body }) => body.view.revision,
  started_at: ({ startedAtMs }) => new Date(startedAtMs),
  received_at: ({ receivedAtMs }) => new Date(receivedAtMs),
  dated: ({ dated }) => dated,
  route: ({ route }) => route,
  url: ({ body }) => body.view.url,
  navigation_type: ({ body }) => body.view.navigationType,
  visit_id: ({ body }) => body.visit?.id,
  sample_rate: ({ body }) => body.sampleRate ?? 1,
  release: ({ body }) => body.release,
  environment: ({ body }) => body.environment,
  browser: ({ browser }) => browser,
  browser_version: ({ browserVersion }) => browserVersion,
  os: ({ os }) => os,
  device_class: ({ deviceClass }) => deviceClass,
  country: ({ country }) => country,
  connection: ({ body }) => body.connection?.effectiveType,
  is_bot: ({ isBot }) => isBot,
  lcp: ({ body }) => body.vitals.lcp?.value,
  inp: ({ body }) => body.vitals.inp?.value,
  cls: ({ body }) => body.vitals.cls?.value,
  fcp: ({ body }) => body.vitals.fcp?.value,
  ttfb: ({ body }) => body.vitals.ttfb?.value,
  fid: ({ body }) => body.vitals.fid?.value,
  request_ms: ({ body }) => body.navigation?.server?.requestMs,
  app_ms: ({ body }) => body.navigation?.server?.appMs,
  sql_ms: ({ body }) => body.navigation?.server?.sqlMs,
  sql_count: ({ body }) => body.navigation?.server?.sqlCount,
  cache_ms: ({ body }) => body.navigation?.server?.cacheMs,
  upstream_ms: ({ body }) => body.navigation?.server?.upstreamMs,
  api_count: ({ body }) => body.requests?.length ?? 0,
  api_request_ms: ({ body }) => sumOf(body.requests, (request) => request.server?.requestMs),
  api_sql_ms: ({ body }) => sumOf(body.requests, (request) => request.server?.sqlMs),
  api_sql_count: ({ body }) => sumOf(body.requests, (request) => request.server?.sqlCount),
  trace_ids: traceIds,
};

/** What the first stored revision said for good. */
const keptColumns = new Set(['site_id', 'view_id', 'started_at', 'dated']);
const names = Object.keys(columns);
const sources = Object.values(columns);
const replaced = names
  .filter((name) => !keptColumns.has(name))
  .map((name) => `${name} = excluded.${name}`)
  .join(', ');

/** Inside the caller's transaction, on one connection: temporary tables belong to it. */
export async function insertViews(client: pg.PoolClient, views: StoredView[]): Promise<void> {
  const rows = newestRevisions(views).map((view) => [
    ...sources.map((source) => source(view)),
    pack(view.body),
  ]);
  await client.query(`
    create temporary table if not exists incoming_views (
      like views including defaults,
      body bytea not null
    ) on commit delete rows`);
  await copyInto(client, `incoming_views (${names.join(', ')}, body)`, rows);
  // Sorted keys: two processes that store the same views lock them in the same order.
  await client.query(`
    with written as (
      insert into views (${names.join(', ')})
      select ${names.join(', ')}
      from incoming_views
      order by site_id, view_id
      on conflict (site_id, view_id) do update set ${replaced}
      where excluded.revision > views.revision
      returning site_id, view_id
    )
    insert into view_details (site_id, view_id, body)
    select site_id, view_id, body
    from incoming_views
    join written using (site_id, view_id)
    on conflict (site_id, view_id) do update set body = excluded.body`);
}

function newestRevisions(views: StoredView[]): StoredView[] {
  const byKey = new Map<string, StoredView>();
  for (const view of views) {
    const key = `${view.site} ${view.body.view.id}`;
    const other = byKey.get(key);
    if (!other || view.body.view.revision > other.body.view.revision) {
      // The first revision told dates the view, whichever wins.
      byKey.set(key, other ? { ...view, startedAtMs: other.startedAtMs, dated: other.dated } : view);
    }
  }
  return [...byKey.values()];
}

/** The page's own API requests in sum; a part that no server told stays null, for missing is not zero. */
function sumOf(
  requests: ApiRequest[] | undefined,
  pick: (request: ApiRequest) => number | undefined,
): number | undefined {
  let sum: number | undefined;
  for (const request of requests ?? []) {
    const value = pick(request);
    if (value !== undefined) sum = (sum ?? 0) + value;
  }
  return sum;
}

function traceIds({ body }: StoredView): string[] {
  const servers = [body.navigation?.server, ...(body.requests ?? []).map((request) => request.server)];
  return [...new Set(servers.flatMap((server) => server?.traceId ?? []))];
}
