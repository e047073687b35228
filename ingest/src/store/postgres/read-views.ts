/** Single views: lists of them, their raw numbers, one whole, and the traces of the servers behind it. */
import {
  type ServerTrace,
  type Trace,
  type ViewBody,
  type ViewFacts,
  vitalNames,
} from '@throughline/protocol';
import { Histogram } from '../histogram.ts';
import { type Filters, noValue, thresholdsOf, type ViewMetric } from '../metrics.ts';
import {
  type Attribution,
  type Band,
  type ListedView,
  type StoredWholeView,
  serverMetrics,
  type TimeRange,
  type ViewList,
  type ViewSample,
} from '../store.ts';
import type { Database } from './database.ts';
import { datedCodes } from './insert-views.ts';
import { findWords, rawCondition } from './measure.ts';
import { unpack } from './pack.ts';
import { readOnly, rows, sql } from './sql.ts';
import { metricColumn } from './view-columns.ts';
import { readViewNumbers, type ViewNumbers } from './view-rows.ts';

/** Raw views that are still kept. */
function keptRange(db: Database, range: TimeRange): TimeRange {
  return { ...range, fromMs: Math.max(range.fromMs, db.storedSpan().fromMs) };
}

export async function sampleViews(
  db: Database,
  site: string,
  question: {
    range: TimeRange;
    metrics: readonly ViewMetric[];
    filters?: Filters;
    band?: Band;
    share?: number;
    limit: number;
  },
): Promise<ViewSample[]> {
  const { metrics, band, share = 1, limit } = question;
  const number = await db.sites.one(site);
  const wanted = await findWords(db, number, question.filters ?? {});
  const spans = spread(keptRange(db, question.range), share);
  const found = await readOnly(db.pool, async (client) => {
    const all: ViewNumbers[] = [];
    for (const span of spans) {
      const condition = rawCondition(number, span, wanted);
      if (band) condition.text += ` and ${bandCondition(band, condition.values)}`;
      condition.values.push(Math.ceil(limit / spans.length));
      condition.text += ` order by views.started_at desc limit $${condition.values.length}`;
      all.push(...(await readViewNumbers(client, [], metrics, condition)));
    }
    return all;
  });
  return found.map(([rate, ...values]) => ({ weight: 1 / (rate || 1), values }));
}

/** Enough to see days and nights alike. One statement each: the index is entered at every window anew. */
const windows = 24;

function spread({ fromMs, toMs }: TimeRange, share: number): TimeRange[] {
  if (share >= 1 || toMs <= fromMs) return [{ fromMs, toMs }];
  const widthMs = (toMs - fromMs) / windows;
  return Array.from({ length: windows }, (_, at) => {
    const startMs = fromMs + at * widthMs;
    return { fromMs: startMs, toMs: startMs + widthMs * share };
  });
}

function bandCondition({ metric, low, high }: Band, values: unknown[]): string {
  values.push(low, high);
  return `views.${metricColumn[metric]} between $${values.length - 1} and $${values.length}`;
}

const attributed = {
  lcpTarget: { column: 'lcp_target', metric: 'lcp' },
  inpTarget: { column: 'inp_target', metric: 'inp' },
  inpScript: { column: 'inp_script', metric: 'inp' },
  clsTarget: { column: 'cls_target', metric: 'cls' },
} as const;

export async function readAttributed(
  db: Database,
  site: string,
  question: { range: TimeRange; what: Attribution; filters?: Filters; limit: number },
): Promise<{ name: string; views: number; histogram: Histogram }[]> {
  const { column, metric } = attributed[question.what];
  const number = await db.sites.one(site);
  const wanted = await findWords(db, number, question.filters ?? {});
  const { text, values } = rawCondition(number, keptRange(db, question.range), wanted);
  const found = await readOnly(db.pool, (client) =>
    client.query<[number, number | null, number]>({
      text: `select views.${column}, views.sample_rate, views.${metric} from views
        where ${text} and views.${column} is not null and views.${metric} is not null`,
      values,
      rowMode: 'array',
    }),
  );
  const byWord = new Map<number, Histogram>();
  for (const [word, rate, value] of found.rows) {
    const histogram = byWord.get(word) ?? new Histogram();
    byWord.set(word, histogram);
    histogram.add(value, 1 / (rate ?? 1), thresholdsOf(metric));
  }
  const most = [...byWord].sort(([, a], [, b]) => b.n - a.n).slice(0, question.limit);
  const words = await db.words.read(most.map(([word]) => word));
  return most.map(([word, histogram]) => ({
    name: words.get(word) ?? noValue,
    views: histogram.n,
    histogram,
  }));
}

type ListedRow = {
  view_id: string;
  started_at: Date;
  route: number;
  origin: number;
  path: string;
  navigation_type: number;
  device: number | null;
  browser: number | null;
  country: number | null;
} & Record<string, number | null>;

const listedMetrics: readonly ViewMetric[] = [
  ...vitalNames,
  ...serverMetrics,
  'apiCount',
  'apiRequestMs',
  'apiSqlMs',
  'apiSqlCount',
];

export async function readViews(
  db: Database,
  site: string,
  range: TimeRange,
  list: ViewList,
): Promise<ListedView[]> {
  const number = await db.sites.one(site);
  const wanted = await findWords(db, number, list.filters ?? {});
  const { text, values } = rawCondition(number, keptRange(db, range), wanted);
  const conditions = [text];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  if (list.before) {
    conditions.push(
      `(views.started_at, views.view_id) < (${bind(new Date(list.before.startedAtMs))}, ${bind(list.before.id)}::uuid)`,
    );
  }
  if (list.band) conditions.push(bandCondition(list.band, values));
  const columns = listedMetrics.map((metric) => `views.${metricColumn[metric]}`).join(', ');
  const found = await readOnly(db.pool, (client) =>
    client.query<ListedRow>(
      `select view_id, started_at, route, origin, path, navigation_type, device, browser, country, ${columns}
      from views
      where ${conditions.join(' and ')}
      order by started_at desc, view_id desc
      limit ${bind(list.limit)}`,
      values,
    ),
  );
  const ids = found.rows.flatMap((row) => [
    row.route,
    row.origin,
    row.navigation_type,
    row.device,
    row.browser,
    row.country,
  ]);
  const words = await db.words.read(ids.filter((id) => id !== null));
  return found.rows.map((row) => toListedView(row, words));
}

function toListedView(row: ListedRow, words: Map<number, string>): ListedView {
  const numberOf = (metric: ViewMetric): number | null | undefined => row[metricColumn[metric]];
  const word = (id: number | null): string | undefined => (id === null ? undefined : words.get(id));
  const api = present({
    requestMs: numberOf('apiRequestMs'),
    sqlMs: numberOf('apiSqlMs'),
    sqlCount: numberOf('apiSqlCount'),
  });
  return {
    id: row.view_id,
    startedAtMs: row.started_at.getTime(),
    route: word(row.route) ?? noValue,
    url: `${word(row.origin) ?? ''}${row.path}`,
    navigationType: word(row.navigation_type) ?? noValue,
    ...(row.device && { device: word(row.device) }),
    ...(row.browser && { browser: word(row.browser) }),
    ...(row.country && { country: word(row.country) }),
    vitals: present(Object.fromEntries(vitalNames.map((name) => [name, numberOf(name)]))),
    server: present(Object.fromEntries(serverMetrics.map((name) => [name, numberOf(name)]))),
    api: { ...api, count: numberOf('apiCount') ?? 0 },
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
  const texts = await readStatements(
    db,
    site,
    traces.flatMap((trace) => trace.spans.flatMap((span) => span.fingerprint ?? [])),
  );
  return traces.map((trace) => ({
    ...trace,
    spans: trace.spans.map((span) => ({ ...span, statement: texts.get(span.fingerprint ?? '') })),
  }));
}

export async function readStatements(
  db: Database,
  site: string,
  fingerprints: string[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(fingerprints)];
  if (wanted.length === 0) return new Map();
  const number = await db.sites.one(site);
  const found = await rows<{ fingerprint: Buffer; statement: string }>(
    db.pool,
    sql`
    select fingerprint, statement
    from statements
    where site = ${number} and fingerprint = any(${wanted.map((hex) => Buffer.from(hex, 'hex'))}::bytea[])`,
  );
  return new Map(found.map(({ fingerprint, statement }) => [fingerprint.toString('hex'), statement]));
}
