/** The reading side of views: the merged routes' distributions, the latest views, one view whole, its traces. */
import {
  type ServerTrace,
  Sketch,
  type Trace,
  type ViewBody,
  vitalNames,
  vitals,
} from '@throughline/protocol';
import {
  apiMetrics,
  type Dated,
  type Distribution,
  type ListedView,
  type RouteDistributions,
  type StoredWholeView,
  serverMetrics,
  type TimeRange,
  type ViewCursor,
} from '../store.ts';
import { unpack } from './pack.ts';
import { type Db, rows, sql } from './sql.ts';

type NumberRow = Record<string, number | null>;
type ViewNumbers = NumberRow & { sample_rate: number };

const serverColumns = {
  requestMs: 'request_ms',
  appMs: 'app_ms',
  sqlMs: 'sql_ms',
  sqlCount: 'sql_count',
  cacheMs: 'cache_ms',
  upstreamMs: 'upstream_ms',
} as const;
const apiColumns = {
  count: 'api_count',
  requestMs: 'api_request_ms',
  sqlMs: 'api_sql_ms',
  sqlCount: 'api_sql_count',
} as const;

export async function readRoutes(db: Db, site: string, range: TimeRange): Promise<RouteDistributions[]> {
  const found = await rows<ViewNumbers & { route: string }>(
    db,
    sql`
    select route, sample_rate, lcp, inp, cls, fcp, ttfb, fid,
      request_ms, app_ms, sql_ms, sql_count, cache_ms, upstream_ms,
      nullif(api_count, 0) as api_count, api_request_ms, api_sql_ms, api_sql_count
    from views
    where site_id = ${site}
      and started_at >= ${new Date(range.fromMs)} and started_at < ${new Date(range.toMs)}
      and (not is_bot or (select counts_bots from sites where id = ${site}))`,
  );
  const byRoute = new Map<string, RouteDistributions>();
  for (const row of found) {
    let route = byRoute.get(row.route);
    if (!route) {
      route = { route: row.route, views: 0, vitals: {}, server: {}, api: {} };
      byRoute.set(row.route, route);
    }
    addView(route, row);
  }
  return [...byRoute.values()];
}

function addView(route: RouteDistributions, row: ViewNumbers): void {
  const weight = 1 / row.sample_rate;
  route.views += 1;
  for (const name of vitalNames) {
    route.vitals[name] = withValue(route.vitals[name], row[name], weight, vitals[name]);
  }
  for (const name of serverMetrics) {
    route.server[name] = withValue(route.server[name], row[serverColumns[name]], weight);
  }
  for (const name of apiMetrics) {
    route.api[name] = withValue(route.api[name], row[apiColumns[name]], weight);
  }
}

function withValue(
  distribution: Distribution | undefined,
  value: number | null | undefined,
  weight: number,
  thresholds?: { good: number; poor: number },
): Distribution | undefined {
  if (value === null || value === undefined) return distribution;
  const told = distribution ?? { sketch: new Sketch(), n: 0, squaredWeight: 0, goodWeight: 0, poorWeight: 0 };
  told.sketch.add(value, weight);
  told.n += 1;
  told.squaredWeight += weight * weight;
  if (thresholds && value <= thresholds.good) told.goodWeight += weight;
  if (thresholds && value > thresholds.poor) told.poorWeight += weight;
  return told;
}

export async function readViews(
  db: Db,
  site: string,
  range: TimeRange,
  options: { route?: string; limit: number; before?: ViewCursor },
): Promise<ListedView[]> {
  const before = options.before ?? { startedAtMs: range.toMs, id: '00000000-0000-0000-0000-000000000000' };
  const found = await rows<NumberRow & ListedRow>(
    db,
    sql`
    select view_id, started_at, route, url, navigation_type, lcp, inp, cls, fcp, ttfb, fid,
      request_ms, app_ms, sql_ms, sql_count, cache_ms, upstream_ms,
      api_count, api_request_ms, api_sql_ms, api_sql_count
    from views
    where site_id = ${site}
      and started_at >= ${new Date(range.fromMs)}
      and (started_at, view_id) < (${new Date(before.startedAtMs)}, ${before.id}::uuid)
      and (${options.route ?? null}::text is null or route = ${options.route ?? null})
      and (not is_bot or (select counts_bots from sites where id = ${site}))
    order by started_at desc, view_id desc
    limit ${options.limit}`,
  );
  return found.map(toListedView);
}

type ListedRow = { view_id: string; started_at: Date; route: string; url: string; navigation_type: string };

function toListedView(row: NumberRow & ListedRow): ListedView {
  return {
    id: row.view_id,
    startedAtMs: row.started_at.getTime(),
    route: row.route,
    url: row.url,
    navigationType: row.navigation_type,
    vitals: present(Object.fromEntries(vitalNames.map((name) => [name, row[name]]))),
    server: present(Object.fromEntries(serverMetrics.map((name) => [name, row[serverColumns[name]]]))),
    api: {
      ...present(Object.fromEntries(apiMetrics.map((name) => [name, row[apiColumns[name]]]))),
      count: row.api_count ?? 0,
    },
  };
}

/** Leaves out what is null: missing is not zero. */
function present<Name extends string>(
  values: Record<Name, number | null | undefined>,
): Partial<Record<Name, number>> {
  const kept: Partial<Record<Name, number>> = {};
  for (const name in values) {
    const value = values[name];
    if (value !== null && value !== undefined) kept[name] = value;
  }
  return kept;
}

export async function readView(db: Db, site: string, id: string): Promise<StoredWholeView | undefined> {
  const [row] = await rows<{
    revision: number;
    started_at: Date;
    received_at: Date;
    dated: Dated;
    route: string;
    body: Buffer;
  }>(
    db,
    sql`
    select revision, started_at, received_at, dated, route, body
    from views
    join view_details using (site_id, view_id)
    where site_id = ${site} and view_id = ${id}::uuid`,
  );
  if (!row) return undefined;
  return {
    id,
    revision: row.revision,
    startedAtMs: row.started_at.getTime(),
    receivedAtMs: row.received_at.getTime(),
    dated: row.dated,
    route: row.route,
    body: unpack<ViewBody>(row.body),
  };
}

export async function readTraces(db: Db, site: string, traceIds: string[]): Promise<ServerTrace[]> {
  if (traceIds.length === 0) return [];
  const found = await rows<{ service: string; trace: Buffer }>(
    db,
    sql`
    select service, trace
    from traces
    where site_id = ${site} and trace_id = any(${traceIds}::uuid[])
    order by started_at, span_id`,
  );
  const traces = found.map(({ service, trace }) => ({ service, ...unpack<Trace>(trace) }));
  const texts = await readStatements(db, site, traces);
  return traces.map((trace) => ({
    ...trace,
    spans: trace.spans.map((span) => ({ ...span, statement: texts.get(span.fingerprint ?? '') })),
  }));
}

async function readStatements(db: Db, site: string, traces: Trace[]): Promise<Map<string, string>> {
  const wanted = [
    ...new Set(traces.flatMap((trace) => trace.spans.flatMap((span) => span.fingerprint ?? []))),
  ];
  if (wanted.length === 0) return new Map();
  const found = await rows<{ fingerprint: Buffer; statement: string }>(
    db,
    sql`
    select fingerprint, statement
    from statements
    where site_id = ${site} and fingerprint = any(${wanted.map((hex) => Buffer.from(hex, 'hex'))}::bytea[])`,
  );
  return new Map(found.map(({ fingerprint, statement }) => [fingerprint.toString('hex'), statement]));
}
