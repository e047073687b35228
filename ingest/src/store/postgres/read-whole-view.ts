/** One view whole, the traces of the servers behind it, and the texts of their statements. */
import type { ServerTrace, Trace, ViewBody, ViewFacts } from '@throughline/protocol';
import { noValue } from '../metrics.ts';
import type { StoredWholeView } from '../store.ts';
import type { Database } from './database.ts';
import { datedCodes } from './insert-views.ts';
import { unpack } from './pack.ts';
import { readTexts } from './read-statements.ts';
import type { ListedRow } from './read-views.ts';
import { rows, sql } from './sql.ts';

type WholeRow = ListedRow & {
  revision: number;
  received_at: Date;
  dated: number;
  sample_rate: number | null;
  visit_id: string | null;
  release: number | null;
  environment: number | null;
  connection: number | null;
  lcp_target: number | null;
  inp_target: number | null;
  cls_target: number | null;
};

export async function readView(db: Database, site: string, id: string): Promise<StoredWholeView | undefined> {
  const number = await db.sites.one(site);
  const [row] = await rows<WholeRow>(
    db.pool,
    sql`select * from views where view_id = ${id}::uuid and site = ${number}`,
  );
  if (!row) return undefined;
  const [details] = await rows<{ body: Buffer }>(
    db.pool,
    sql`
    select body
    from view_details
    where view_id = ${id}::uuid and site = ${number} and started_at = ${row.started_at}`,
  );
  const wordIds = [row.route, row.origin, row.navigation_type, row.release, row.environment, row.connection];
  const words = await db.words.read(
    [...wordIds, row.lcp_target, row.inp_target, row.cls_target].filter((word) => word !== null),
  );
  return {
    id,
    revision: row.revision,
    startedAtMs: row.started_at.getTime(),
    receivedAtMs: row.received_at.getTime(),
    dated: datedCodes[row.dated] ?? 'received',
    route: words.get(row.route) ?? noValue,
    body: details ? unpack<ViewBody>(details.body) : bodyOfColumns(id, row, words),
    isWhole: details !== undefined,
  };
}

/** What is left of a view when its lists have expired. */
function bodyOfColumns(id: string, row: WholeRow, words: Map<number, string>): ViewBody {
  const word = (of: number | null): string | undefined => (of === null ? undefined : words.get(of));
  const startedAtMs = row.started_at.getTime();
  const effectiveType = word(row.connection) as NonNullable<ViewBody['connection']>['effectiveType'];
  const part = (column: string, name: string): object =>
    row[column] === null || row[column] === undefined ? {} : { [name]: row[column] };
  const parts = (columns: Record<string, string>): object =>
    Object.assign({}, ...Object.entries(columns).map(([name, column]) => part(column, name)));
  const vital = (name: string, more: object): object =>
    row[name] === null ? {} : { [name]: { value: row[name], ...more } };
  const targetOf = (of: number | null): object => (of === null ? {} : { target: words.get(of) });

  const server = parts({
    requestMs: 'request_ms',
    appMs: 'app_ms',
    sqlMs: 'sql_ms',
    sqlCount: 'sql_count',
    cacheMs: 'cache_ms',
    upstreamMs: 'upstream_ms',
  });
  const navigation = {
    ...parts({
      redirectMs: 'redirect_ms',
      workerMs: 'worker_ms',
      dnsMs: 'dns_ms',
      connectMs: 'connect_ms',
      tlsMs: 'tls_ms',
    }),
    ...(Object.keys(server).length > 0 && { server }),
  };
  return {
    v: 1,
    key: '',
    view: {
      id,
      revision: row.revision,
      startedAtMs,
      sentAtMs: row.received_at.getTime(),
      url: `${word(row.origin) ?? ''}${row.path}`,
      navigationType: (word(row.navigation_type) ?? 'navigate') as ViewFacts['navigationType'],
    },
    vitals: {
      ...vital('lcp', {
        ...targetOf(row.lcp_target),
        ...parts({
          loadDelayMs: 'lcp_load_delay_ms',
          loadMs: 'lcp_load_ms',
          renderDelayMs: 'lcp_render_delay_ms',
        }),
      }),
      ...vital('inp', {
        ...targetOf(row.inp_target),
        ...parts({
          inputDelayMs: 'inp_input_delay_ms',
          processingMs: 'inp_processing_ms',
          presentationMs: 'inp_presentation_ms',
        }),
      }),
      ...vital('cls', targetOf(row.cls_target)),
      ...vital('fcp', {}),
      ...vital('ttfb', {}),
      ...vital('fid', {}),
    },
    ...(row.visit_id && { visit: { id: row.visit_id } }),
    ...(row.sample_rate !== null && { sampleRate: row.sample_rate }),
    ...(row.release && { release: word(row.release) }),
    ...(row.environment && { environment: word(row.environment) }),
    ...(effectiveType && { connection: { effectiveType } }),
    ...(Object.keys(navigation).length > 0 && { navigation }),
  };
}

export async function readTraces(db: Database, site: string, traceIds: string[]): Promise<ServerTrace[]> {
  if (traceIds.length === 0) return [];
  const number = await db.sites.one(site);
  const found = await rows<{ service: number; trace: Buffer }>(
    db.pool,
    sql`
    select service, trace
    from traces
    where trace_id = any(${traceIds}::uuid[]) and site = ${number}
    order by started_at, span_id`,
  );
  const services = await db.words.read(found.map(({ service }) => service));
  const traces = found.map(({ service, trace }) => ({
    service: services.get(service) ?? noValue,
    ...unpack<Trace>(trace),
  }));
  const texts = await readTexts(
    db,
    site,
    traces.flatMap((trace) => trace.spans.flatMap((span) => span.fingerprint ?? [])),
  );
  return traces.map((trace) => ({
    ...trace,
    spans: trace.spans.map((span) => ({ ...span, statement: texts.get(span.fingerprint ?? '') })),
  }));
}
