/** What the read API answers beyond the merged list: distributions, series, splits, servers. Shares are 0–1, times ms. */
import { z } from 'zod';
import { limits } from './limits.ts';
import { Estimate, RangeQuery, RouteRow, VitalEstimate } from './query.ts';
import { vitalNames } from './vitals.ts';

/** Numbers of a view that can be asked for: vitals, their parts, what servers told, what blocked. */
export const metricNames = [
  ...vitalNames,
  /** LCP = TTFB + these three (web.dev/articles/optimize-lcp). */
  'lcpLoadDelayMs',
  'lcpLoadMs',
  'lcpRenderDelayMs',
  /** INP = the sum of these three (web.dev/articles/optimize-inp). */
  'inpInputDelayMs',
  'inpProcessingMs',
  'inpPresentationMs',
  /** TTFB = these five + network + the server's own parts. */
  'redirectMs',
  'workerMs',
  'dnsMs',
  'connectMs',
  'tlsMs',
  /** What the navigation's own server told. */
  'requestMs',
  'appMs',
  'sqlMs',
  'sqlCount',
  'cacheMs',
  'upstreamMs',
  /** The page's fetch and XHR requests, in sum. */
  'apiCount',
  'apiRequestMs',
  'apiSqlMs',
  'apiSqlCount',
  /** Blocking time of long animation frames, in sum. */
  'blockingMs',
] as const;
export const MetricName = z.enum(metricNames);
export type MetricName = z.infer<typeof MetricName>;

export const dimensionNames = [
  'route',
  'device',
  'country',
  'browser',
  'os',
  'connection',
  'release',
  'navigationType',
  'environment',
] as const;
export const DimensionName = z.enum(dimensionNames);
export type DimensionName = z.infer<typeof DimensionName>;

/** May be given several times: any of the values. `(none)` stands for views that did not tell. */
const Values = z
  .union([z.string().max(limits.urlLength), z.array(z.string().max(limits.urlLength)).max(50)])
  .optional()
  .transform((value) => (typeof value === 'string' ? [value] : value));

/** `?route=…&device=…`: every metric can be filtered by every dimension. */
export const FilterQuery = RangeQuery.extend({
  route: Values,
  device: Values,
  country: Values,
  browser: Values,
  os: Values,
  connection: Values,
  release: Values,
  navigationType: Values,
  environment: Values,
});
export type FilterQuery = z.infer<typeof FilterQuery>;

/**
 * What the answer stands beside: `previous`, the span of the same length just before, or `week`, the same weekdays and hours as
 * few whole weeks before as leave the two apart.
 */
export const Comparison = z.enum(['previous', 'week']);
export type Comparison = z.infer<typeof Comparison>;

export const ComparedQuery = FilterQuery.extend({ compare: Comparison.default('previous') });

/** Where an answer came from. Filters that no rollup knows are answered from raw views, which are kept for a shorter time. */
const Source = z.object({
  source: z.enum(['rollups', 'views']),
  /** What the answer really covers. */
  from: z.string(),
  to: z.string(),
  percentile: z.number().int(),
});

/** A vital carries its shares; any other metric does not. */
const AnyEstimate = z.union([VitalEstimate, Estimate]);
const Metrics = z.partialRecord(MetricName, AnyEstimate);

/** `total` counts the routes of the range, beyond this page. */
export const RouteList = z.object({
  routes: z.array(RouteRow),
  total: z.number().int(),
  next: z.string().nullable(),
});
export type RouteList = z.infer<typeof RouteList>;

export const Summary = Source.extend({
  views: z.number().int(),
  metrics: Metrics,
  /** The span that was compared with. */
  previous: z.object({ from: z.string(), to: z.string(), views: z.number().int(), metrics: Metrics }),
});
export type Summary = z.infer<typeof Summary>;

const SeriesPoint = z.object({ at: z.string(), views: z.number().int(), metrics: Metrics });
export const Series = Source.extend({
  step: z.enum(['hour', 'day', 'week', 'month']),
  points: z.array(SeriesPoint),
  /** Where the span that was compared with begins. */
  previousFrom: z.string(),
  /** That span, bucket by bucket. */
  previous: z.array(SeriesPoint),
});
export type Series = z.infer<typeof Series>;

export const HistogramAnswer = Source.extend({
  metric: MetricName,
  views: z.number().int(),
  estimate: AnyEstimate.nullable(),
  thresholds: z.object({ good: z.number(), poor: z.number() }).nullable(),
  percentiles: z
    .object({ p50: z.number(), p75: z.number(), p90: z.number(), p95: z.number(), p99: z.number() })
    .nullable(),
  /** Weighted views per bar, in rising order; bars end at round values and at the thresholds. */
  bars: z.array(z.object({ from: z.number(), to: z.number(), count: z.number() })),
});
export type HistogramAnswer = z.infer<typeof HistogramAnswer>;

export const Segments = Source.extend({
  by: DimensionName,
  segments: z.array(z.object({ value: z.string(), views: z.number().int(), metrics: Metrics })),
});
export type Segments = z.infer<typeof Segments>;

/** The parts of TTFB in their order, then those of LCP behind it. */
export const pathParts = [
  'redirect',
  'worker',
  'dns',
  'connect',
  'tls',
  'network',
  'app',
  'sql',
  'cache',
  'upstream',
  'loadDelay',
  'load',
  'renderDelay',
] as const;
export const PathPart = z.enum(pathParts);
export type PathPart = z.infer<typeof PathPart>;

/** Where the time of the views near a percentile went; the parts add up to the value. */
export const PathSplit = Source.omit({ source: true }).extend({
  metric: z.enum(['ttfb', 'lcp']),
  value: z.number().nullable(),
  /** Views near the percentile that the split was read from, and whether they are enough to believe it. */
  n: z.number().int(),
  enough: z.boolean(),
  /** Share of those views whose server told its own parts. */
  explained: z.number(),
  parts: z.array(z.object({ part: PathPart, ms: z.number(), share: z.number() })),
});
export type PathSplit = z.infer<typeof PathSplit>;

export const WhatIf = Source.omit({ source: true }).extend({
  metric: z.enum(['ttfb', 'lcp']),
  caps: z.partialRecord(PathPart, z.number()),
  now: AnyEstimate.nullable(),
  capped: AnyEstimate.nullable(),
});
export type WhatIf = z.infer<typeof WhatIf>;

export const Attributed = z.object({
  what: z.enum(['lcpTarget', 'inpTarget', 'inpScript', 'clsTarget']),
  items: z.array(z.object({ name: z.string(), views: z.number().int(), estimate: VitalEstimate })),
});
export type Attributed = z.infer<typeof Attributed>;

/** What stands behind the views near a percentile, read from a sample of whole views; most time first. */
export const Causes = Source.omit({ source: true }).extend({
  metric: MetricName,
  /** Views whose bodies were read, and those of them whose servers kept a trace. */
  views: z.number().int(),
  traced: z.number().int(),
  /**
   * While the page itself was made, per traced view: the wall-clock time in which anything waited for a connection to the
   * database, and that in which any statement ran. Where work goes on side by side they overlap.
   */
  poolWaitMs: z.number(),
  sqlMs: z.number(),
  statements: z.array(
    z.object({
      /** Run to make the page, or to answer a request of its own. */
      ranFor: z.enum(['page', 'request']),
      service: z.string(),
      fingerprint: z.string(),
      statement: z.string().nullable(),
      callSite: z.string().nullable(),
      /** Traced views in which it ran, and how often it did in one of them at most. */
      views: z.number().int(),
      mostRuns: z.number().int(),
      /** Per traced view. */
      runs: z.number(),
      ms: z.number(),
    }),
  ),
  /** Of the pages' slowest; times and bytes are medians. */
  resources: z.array(
    z.object({
      url: z.string(),
      type: z.string(),
      views: z.number().int(),
      durationMs: z.number(),
      transferBytes: z.number().nullable(),
      isRenderBlocking: z.boolean(),
      /** Views in which it was what LCP waited for. */
      lcpViews: z.number().int(),
    }),
  ),
  /** Scripts in long animation frames; `ms` per read view. */
  scripts: z.array(z.object({ name: z.string(), views: z.number().int(), ms: z.number() })),
});
export type Causes = z.infer<typeof Causes>;

const Named = z.object({
  name: z.string(),
  count: z.number().int(),
  failed: z.number().int(),
  bytes: z.number(),
  /** All of them together. */
  totalMs: z.number(),
  duration: Estimate.nullable(),
});

/** Measures, marks and elements that pages named. */
export const MeasureList = z.object({ kind: z.enum(['measure', 'mark', 'element']), items: z.array(Named) });
export type MeasureList = z.infer<typeof MeasureList>;
/** The pages' own API requests, with the server's own time inside. */
export const RequestList = z.object({ requests: z.array(Named.extend({ server: Estimate.nullable() })) });
export type RequestList = z.infer<typeof RequestList>;
export const ResourceList = z.object({ by: z.enum(['type', 'host']), items: z.array(Named) });
export type ResourceList = z.infer<typeof ResourceList>;

export const ReleaseList = z.object({
  releases: z.array(z.object({ release: z.string(), views: z.number().int(), firstSeen: z.string() })),
});
export type ReleaseList = z.infer<typeof ReleaseList>;

export const StorageAnswer = z.object({
  tables: z.array(
    z.object({
      table: z.string(),
      bytes: z.number(),
      /** By PostgreSQL's statistics; absent until it has counted. */
      rows: z.number().optional(),
      keptDays: z.number().optional(),
    }),
  ),
  totalBytes: z.number(),
  bytesPerView: z.number().optional(),
  bytesPerViewDetail: z.number().optional(),
  rollupBytesPerView: z.number().optional(),
  viewsPerDay: z.number(),
  /** What a day adds before anything is dropped, at the rate and size of now. */
  growthBytesPerDay: z.number(),
  freeBytes: z.number().optional(),
  /** Days until the disk is full, were nothing dropped. */
  headroomDays: z.number().optional(),
});
export type StorageAnswer = z.infer<typeof StorageAnswer>;
