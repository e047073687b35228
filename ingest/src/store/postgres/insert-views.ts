/** Stores batches of views: one row each by (site, id), the highest revision wins, the first one's date stays. */
import type { ApiRequest } from '@throughline/protocol';
import type { StoredView } from '../store.ts';
import { pack } from './pack.ts';
import { type Db, run, sql } from './sql.ts';

type Row = Record<string, unknown>;

export async function insertViews(db: Db, views: StoredView[]): Promise<void> {
  const newest = newestRevisions(views);
  // Sorted keys: two processes that insert the same views lock them in the same order.
  const rows = JSON.stringify(newest.map(toRow));
  await run(
    db,
    sql`
    with written as (
      insert into views
      select * from jsonb_populate_recordset(null::views, ${rows}::jsonb)
      on conflict (site_id, view_id) do update set
        revision = excluded.revision,
        received_at = excluded.received_at,
        route = excluded.route,
        url = excluded.url,
        lcp = excluded.lcp, inp = excluded.inp, cls = excluded.cls,
        fcp = excluded.fcp, ttfb = excluded.ttfb, fid = excluded.fid,
        request_ms = excluded.request_ms, app_ms = excluded.app_ms, sql_ms = excluded.sql_ms,
        sql_count = excluded.sql_count, cache_ms = excluded.cache_ms, upstream_ms = excluded.upstream_ms,
        api_count = excluded.api_count, api_request_ms = excluded.api_request_ms,
        api_sql_ms = excluded.api_sql_ms, api_sql_count = excluded.api_sql_count,
        trace_ids = excluded.trace_ids
      where excluded.revision > views.revision
      returning site_id, view_id
    )
    insert into view_details (site_id, view_id, body)
    select site_id, view_id, body
    from unnest(
      ${newest.map((view) => view.site)}::text[],
      ${newest.map((view) => view.body.view.id)}::uuid[],
      ${newest.map((view) => pack(view.body))}::bytea[]
    ) as told (site_id, view_id, body)
    join written using (site_id, view_id)
    on conflict (site_id, view_id) do update set body = excluded.body`,
  );
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
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, view]) => view);
}

function toRow(view: StoredView): Row {
  const { body } = view;
  const server = body.navigation?.server ?? {};
  return {
    site_id: view.site,
    view_id: body.view.id,
    revision: body.view.revision,
    started_at: new Date(view.startedAtMs).toISOString(),
    received_at: new Date(view.receivedAtMs).toISOString(),
    dated: view.dated,
    route: view.route,
    url: body.view.url,
    navigation_type: body.view.navigationType,
    visit_id: body.visit?.id,
    sample_rate: body.sampleRate ?? 1,
    release: body.release,
    environment: body.environment,
    browser: view.browser,
    browser_version: view.browserVersion,
    os: view.os,
    device_class: view.deviceClass,
    country: view.country,
    connection: body.connection?.effectiveType,
    is_bot: view.isBot,
    lcp: body.vitals.lcp?.value,
    inp: body.vitals.inp?.value,
    cls: body.vitals.cls?.value,
    fcp: body.vitals.fcp?.value,
    ttfb: body.vitals.ttfb?.value,
    fid: body.vitals.fid?.value,
    request_ms: server.requestMs,
    app_ms: server.appMs,
    sql_ms: server.sqlMs,
    sql_count: server.sqlCount,
    cache_ms: server.cacheMs,
    upstream_ms: server.upstreamMs,
    ...apiColumns(body.requests ?? []),
    trace_ids: traceIds(view),
  };
}

/** The page's own API requests in sum; a part that no server told stays null, for missing is not zero. */
function apiColumns(requests: ApiRequest[]): Row {
  return {
    api_count: requests.length,
    api_request_ms: sumOf(requests, (request) => request.server?.requestMs),
    api_sql_ms: sumOf(requests, (request) => request.server?.sqlMs),
    api_sql_count: sumOf(requests, (request) => request.server?.sqlCount),
  };
}

function sumOf(
  requests: ApiRequest[],
  pick: (request: ApiRequest) => number | undefined,
): number | undefined {
  const told = requests.map(pick).filter((value) => value !== undefined);
  return told.length > 0 ? told.reduce((sum, value) => sum + value, 0) : undefined;
}

function traceIds({ body }: StoredView): string[] {
  const servers = [body.navigation?.server, ...(body.requests ?? []).map((request) => request.server)];
  return [...new Set(servers.flatMap((server) => server?.traceId ?? []))];
}
