/** What an instrumented server sends: histograms per endpoint and statement, and the traces worth keeping. */
import { z } from 'zod';
import { limits } from './limits.ts';
import { Bytes, Count, Ms, SpanId, TraceId, text, UnixMs } from './text.ts';

const Name = text(limits.nameLength);
const Route = text(limits.routeLength);
const Method = z.string().regex(/^[A-Z]{1,20}$/);

/** A log-bucket histogram: `zero` counts values ≤ 0.0001, `buckets` are [index, count] in rising order of index. */
export const SketchBody = z.object({
  zero: z.number().min(0).optional(),
  buckets: z.array(z.tuple([z.number().int().min(-2_000).max(2_000), z.number().min(0)])).max(4_000),
});

/** All requests of one endpoint since the last report. */
export const EndpointReport = z.object({
  method: Method,
  /** The pattern the router matched, or `(unmatched)`. */
  route: Route,
  count: Count,
  /** Answers with status 500 and above. */
  errors: Count.optional(),
  aborted: Count.optional(),
  /** Answered over the wire in sum, headers included. */
  responseBytes: Bytes.optional(),
  durationMs: SketchBody,
  sqlMs: SketchBody.optional(),
  sqlCount: Count.optional(),
});
export type EndpointReport = z.infer<typeof EndpointReport>;

/** All runs of one statement since the last report. */
export const QueryReport = z.object({
  /** Names the normalised text: 16 hex digits. */
  fingerprint: SpanId,
  /** Without literals. Told in the first report that names it, and again now and then. */
  statement: text(limits.statementLength).optional(),
  /** Where the host's code asks for it, `file:line`; told with the text, and when it has become known. */
  callSite: text(limits.urlLength).optional(),
  count: Count,
  errors: Count.optional(),
  rows: Bytes.optional(),
  durationMs: SketchBody,
});
export type QueryReport = z.infer<typeof QueryReport>;

/** All runs of one timer since the last report. */
export const TimerReport = z.object({
  /** A cache's is `cache.NAME`, an upload's `upload.NAME`. */
  name: Name,
  count: Count,
  errors: Count.optional(),
  /** Caches only: look-ups that found something, and those that found nothing. */
  hits: Count.optional(),
  misses: Count.optional(),
  durationMs: SketchBody,
});
export type TimerReport = z.infer<typeof TimerReport>;

/** One thing that happened inside a request. Starts count from the request's start. */
export const Span = z.object({
  kind: z.enum(['sql', 'http', 'timer', 'cache']),
  startMs: Ms,
  durationMs: Ms,
  /** sql: which statement. */
  fingerprint: SpanId.optional(),
  /** sql: waiting for a connection, not part of `durationMs`. */
  waitMs: Ms.optional(),
  rows: Count.optional(),
  /** http: `GET host/path`; timer and cache: its name. */
  name: text(limits.urlLength).optional(),
  /** http: the id that the callee names as its parent. */
  spanId: SpanId.optional(),
  status: z.number().int().min(100).max(599).optional(),
  /** SQLSTATE, errno name or message class; never data. */
  error: Name.optional(),
  /** Where in the host's code it was asked for, `file:line`. */
  callSite: text(limits.urlLength).optional(),
});
export type Span = z.infer<typeof Span>;

export const Trace = z.object({
  traceId: TraceId,
  spanId: SpanId,
  parentSpanId: SpanId.optional(),
  method: Method,
  route: Route,
  /** 0 when the client went away before an answer. */
  status: z.number().int().min(0).max(599),
  startedAtMs: UnixMs,
  durationMs: Ms,
  appMs: Ms.optional(),
  sqlMs: Ms.optional(),
  sqlCount: Count.optional(),
  /** Answered over the wire, headers included. */
  responseBytes: Bytes.optional(),
  cacheMs: Ms.optional(),
  upstreamMs: Ms.optional(),
  /** Why it was kept. */
  kept: z.enum(['slow', 'failed', 'n+1', 'sampled']),
  spans: z.array(Span).max(limits.spans),
  spansDropped: Count.optional(),
});
export type Trace = z.infer<typeof Trace>;

/** 50th, 95th and 99th percentile of the last 1,000, in milliseconds. */
const Percentiles = z.object({ n: Count, p50: Ms, p95: Ms, p99: Ms });

/** How a pool of database connections stands, and what happened to it since its process began. */
export const PoolReport = z.object({
  name: Name,
  /** Connections that stay, and those that may come for a burst. */
  size: Count,
  maxOverflow: Count,
  inUse: Count,
  idle: Count,
  /** Requests that wait for a connection. */
  waiting: Count,
  /** Connections open beyond the size. */
  overflow: Count,
  acquireMs: Percentiles.optional(),
  holdMs: Percentiles.optional(),
  created: Count,
  /** By reason: `idle`, `lifetime`, `error`, `lost`, `ended`. */
  destroyed: z.record(Name, Count),
  timeouts: Count,
  leaks: Count,
});
export type PoolReport = z.infer<typeof PoolReport>;

/** The last 1,000 requests of one endpoint of one process, exactly. */
export const LatestReport = Percentiles.extend({
  method: Method,
  route: Route,
  /** Of the `n`, answers with status 500 and above. */
  errors: Count,
});
export type LatestReport = z.infer<typeof LatestReport>;

/** One sample of the process, and of the machine where it can be known. Ratios 0–1; `cpuRatio` 1 is one core. */
export const SystemReport = z.object({
  atMs: UnixMs,
  cpuRatio: z.number().min(0).max(100_000),
  rssBytes: Bytes,
  heapUsedBytes: Bytes,
  eventLoopDelayP99Ms: Ms,
  eventLoopUtilisation: z.number().min(0).max(1),
  gcMs: Ms,
  sockets: Count,
  machineCpuRatio: z.number().min(0).max(1).optional(),
  /** Over one minute. */
  machineLoad: z.number().min(0).max(1_000_000).optional(),
  memoryTotalBytes: z.number().int().min(0).optional(),
  memoryAvailableBytes: z.number().int().min(0).optional(),
});
export type SystemReport = z.infer<typeof SystemReport>;

/** One statement that requests of one endpoint run again and again. */
export const N1Report = z.object({
  /** `GET /route`. */
  where: text(limits.routeLength + 21),
  fingerprint: SpanId,
  callSite: text(limits.urlLength).optional(),
  requests: Count,
  /** Most runs in one request, and their share of its time, 0–1. */
  mostRuns: Count,
  share: z.number().min(0).max(1),
  traceId: TraceId,
  /** Why the host allows it. */
  allowedBecause: text(limits.urlLength).optional(),
});
export type N1Report = z.infer<typeof N1Report>;

/** How a budget of the host stands: 95th percentile of the last five minutes, or else of the last 1,000. */
export const BudgetReport = z.object({
  /** `api`, `query`, `cache`, `upload`, `GET /route` or the name of a timer. */
  name: text(limits.routeLength + 21),
  goodMs: Ms,
  poorMs: Ms,
  p95Ms: Ms.optional(),
  n: Count,
  state: z.enum(['ok', 'over', 'failing', 'not enough data']),
});
export type BudgetReport = z.infer<typeof BudgetReport>;

/** An index that would save a scan which throws most rows away. Costs are PostgreSQL's. */
export const IndexHint = z.object({
  table: Name,
  /** The condition, as PostgreSQL shows it; parameters stand for values. */
  filter: text(limits.urlLength),
  rowsInTable: z.number().min(0),
  rowsKept: z.number().min(0),
  /** `create index on …` */
  suggestion: text(limits.urlLength),
  planCost: z.number().min(0),
  /** With the index; only where the extension hypopg is installed. */
  planCostWithIndex: z.number().min(0).optional(),
});
export type IndexHint = z.infer<typeof IndexHint>;

/** The generic plan of a slow statement, without values. */
export const PlanReport = z.object({
  fingerprint: SpanId,
  plan: text(limits.planLength),
  hints: z.array(IndexHint).max(limits.planHints),
});
export type PlanReport = z.infer<typeof PlanReport>;

export const ReportBody = z.object({
  v: z.literal(1),
  /** Random; the same report told twice counts once. */
  id: z.uuid(),
  /** Must be the service that the token was made for. */
  service: Name,
  /** Which process of the service. */
  instance: Name.optional(),
  release: Name.optional(),
  environment: Name.optional(),
  /** The span of time that the counts cover, by the sender's clock, Unix ms. */
  fromMs: UnixMs,
  toMs: UnixMs,
  sentAtMs: UnixMs,
  endpoints: z.array(EndpointReport).max(2_000).optional(),
  queries: z.array(QueryReport).max(2_000).optional(),
  traces: z.array(Trace).max(1_000).optional(),
  plans: z.array(PlanReport).max(20).optional(),
  /** The next five are told when there is a new sample, every 15 seconds or so. */
  pools: z.array(PoolReport).max(50).optional(),
  system: SystemReport.optional(),
  n1: z.array(N1Report).max(200).optional(),
  budgets: z.array(BudgetReport).max(200).optional(),
  /** Of endpoints that were asked since they were last told here, the longest untold first. */
  latest: z.array(LatestReport).max(limits.latestEndpoints).optional(),
  /** Lost since the last success, by kind. */
  dropped: z.record(Name, Count).optional(),
  timers: z.array(TimerReport).max(500).optional(),
});
export type ReportBody = z.infer<typeof ReportBody>;
