/** What the read API tells of a site's servers: endpoints, statements, timers, traces, processes. */
import { z } from 'zod';
import { Estimate } from './query.ts';
import { IndexHint, PoolReport, SystemReport, Trace } from './report.ts';

/** How often something ran, and how long it took. */
const Timed = z.object({
  count: z.number().int(),
  errors: z.number().int(),
  errorRate: z.number(),
  duration: Estimate.nullable(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});

const TimedOfService = Timed.extend({
  service: z.string(),
  /** All of them together. */
  totalMs: z.number(),
});
export type TimedOfService = z.infer<typeof TimedOfService>;

/** Between the processes: of the quickest and of the slowest one. Milliseconds. */
const Across = z.object({ low: z.number(), high: z.number() });

/**
 * The last 1,000 requests of each process, whatever the period asked for. Percentiles of several processes cannot be
 * added up, so that each is told from the lowest to the highest. Null when none of them was told.
 */
export const LatestRequests = z.object({
  processes: z.number().int(),
  /** Requests and failed ones among them, of all processes. */
  n: z.number().int(),
  errors: z.number().int(),
  p50: Across,
  p95: Across,
  p99: Across,
  /**
   * By what share p95 lies above (below zero: under) the period's, when that of every process lies on the same side
   * of it and beyond what chance explains: of the nearest one. Null when alike, or when too little is known.
   */
  change: z.number().nullable(),
});
export type LatestRequests = z.infer<typeof LatestRequests>;

export const EndpointRow = TimedOfService.extend({
  /** `GET /route`. */
  endpoint: z.string(),
  /** Of its answers over the wire, headers included, on average; 0 when its server does not tell. */
  bytesPerResponse: z.number(),
  sql: Estimate.nullable(),
  latest: LatestRequests.nullable(),
});
export type EndpointRow = z.infer<typeof EndpointRow>;
export const EndpointList = z.object({ endpoints: z.array(EndpointRow) });
export type EndpointList = z.infer<typeof EndpointList>;

/** All endpoints, and all statements, of the site's servers together. */
export const ServerSummary = z.object({
  requests: Timed.extend({
    /** Share of requests within 500 ms, plus half of those within 2 s (apdex.org); null when there were none. */
    apdex: z.number().nullable(),
  }),
  statements: Timed,
});
export type ServerSummary = z.infer<typeof ServerSummary>;

export const QueryRow = TimedOfService.extend({
  fingerprint: z.string(),
  /** Without literals; null until the service has told it. */
  statement: z.string().nullable(),
  /** Where the service's code asks for it, `file:line`. */
  callSite: z.string().nullable(),
  /** The generic plan, found when it was slow. */
  plan: z.object({ at: z.string(), text: z.string(), hints: z.array(IndexHint) }).nullable(),
  rows: z.number(),
});
export type QueryRow = z.infer<typeof QueryRow>;
export const QueryList = z.object({ queries: z.array(QueryRow) });
export type QueryList = z.infer<typeof QueryList>;

/** What a host times by name: its timers, caches (`cache.NAME`) and uploads (`upload.NAME`). */
export const TimerRow = TimedOfService.extend({
  name: z.string(),
  /** Share of look-ups that found something, failed ones left out; null when it is no cache. */
  hitRatio: z.number().nullable(),
});
export type TimerRow = z.infer<typeof TimerRow>;
export const TimerList = z.object({ timers: z.array(TimerRow) });
export type TimerList = z.infer<typeof TimerList>;

export const PartSeries = z.object({
  step: z.enum(['hour', 'day', 'week']),
  points: z.array(
    z.object({
      at: z.string(),
      count: z.number().int(),
      failed: z.number().int(),
      duration: Estimate.nullable(),
    }),
  ),
});
export type PartSeries = z.infer<typeof PartSeries>;

export const TraceList = z.object({
  traces: z.array(
    z.object({
      traceId: z.string(),
      service: z.string(),
      endpoint: z.string(),
      status: z.number().int(),
      startedAt: z.string(),
      durationMs: z.number(),
      sqlMs: z.number().optional(),
      sqlCount: z.number().optional(),
      kept: Trace.shape.kept,
    }),
  ),
});
export type TraceList = z.infer<typeof TraceList>;

export const SystemAnswer = z.object({
  samples: z.array(
    z.object({
      service: z.string(),
      instance: z.string(),
      at: z.string(),
      system: SystemReport.optional(),
      pools: z.array(PoolReport).optional(),
    }),
  ),
});
export type SystemAnswer = z.infer<typeof SystemAnswer>;

export const N1List = z.object({
  findings: z.array(
    z.object({
      service: z.string(),
      where: z.string(),
      fingerprint: z.string(),
      statement: z.string().optional(),
      callSite: z.string().optional(),
      requests: z.number().int(),
      mostRuns: z.number().int(),
      share: z.number(),
      traceId: z.string(),
      allowedBecause: z.string().optional(),
      lastSeen: z.string(),
    }),
  ),
});
export type N1List = z.infer<typeof N1List>;
