/** What the read API answers. Shares are 0–1, times are milliseconds, `n` counts views without weights. */
import { z } from 'zod';
import { Span, Trace } from './report.ts';
import { ApiRequest, Navigation, ServerParts, ViewBody } from './view.ts';
import { vitalNames } from './vitals.ts';

export const percentiles = [50, 75, 90, 95, 99] as const;

/** `?from&to&percentile` of every question about a span of time. Default: the last 24 hours, p75. */
export const RangeQuery = z.object({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  percentile: z.enum(['50', '75', '90', '95', '99']).default('75').transform(Number),
});
export type RangeQuery = z.infer<typeof RangeQuery>;

/** A percentile with what stands behind it. `low` and `high` (95 % interval) and the rating come from n ≥ 30 on. */
export const Estimate = z.object({
  value: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
  n: z.number().int(),
  enough: z.boolean(),
});
export type Estimate = z.infer<typeof Estimate>;

export const VitalEstimate = Estimate.extend({
  good: z.number(),
  needsImprovement: z.number(),
  poor: z.number(),
});
export type VitalEstimate = z.infer<typeof VitalEstimate>;

export const RouteRow = z.object({
  route: z.string(),
  views: z.number().int(),
  vitals: z.partialRecord(z.enum(vitalNames), VitalEstimate),
  /** The navigation's own request, as its server told it. */
  server: z.partialRecord(
    z.enum(['requestMs', 'appMs', 'sqlMs', 'sqlCount', 'cacheMs', 'upstreamMs']),
    Estimate,
  ),
  /** The page's fetch and XHR requests. */
  api: z.partialRecord(z.enum(['count', 'requestMs', 'sqlMs', 'sqlCount']), Estimate),
});
export type RouteRow = z.infer<typeof RouteRow>;

export const ViewRow = z.object({
  id: z.string(),
  startedAt: z.string(),
  route: z.string(),
  url: z.string(),
  navigationType: z.string(),
  device: z.string().optional(),
  browser: z.string().optional(),
  country: z.string().optional(),
  vitals: z.partialRecord(z.enum(vitalNames), z.number()),
  server: ServerParts,
  api: z.object({
    count: z.number().int(),
    requestMs: z.number().optional(),
    sqlMs: z.number().optional(),
    sqlCount: z.number().int().optional(),
  }),
});
export type ViewRow = z.infer<typeof ViewRow>;

export const ViewList = z.object({ views: z.array(ViewRow), next: z.string().nullable() });
export type ViewList = z.infer<typeof ViewList>;

/** One server's part in a trace, with the text of its statements. */
export const ServerTrace = Trace.extend({
  service: z.string(),
  spans: z.array(Span.extend({ statement: z.string().optional() })),
});
export type ServerTrace = z.infer<typeof ServerTrace>;

/** One view, whole: what the browser told, and under each request the servers' own traces. */
export const WholeView = z.object({
  id: z.string(),
  revision: z.number().int(),
  startedAt: z.string(),
  receivedAt: z.string(),
  /** `sender`: the browser's own clock; `corrected`: shifted by received − sent; `received`: the clock was not believed. */
  dated: z.enum(['sender', 'corrected', 'received']),
  route: z.string(),
  /** False once the lists of the body have expired: then only its numbers are left. */
  isWhole: z.boolean(),
  body: ViewBody.omit({ key: true, navigation: true, requests: true }),
  navigation: Navigation.extend({ traces: z.array(ServerTrace) }).nullable(),
  requests: z.array(ApiRequest.extend({ traces: z.array(ServerTrace) })),
});
export type WholeView = z.infer<typeof WholeView>;

export const SiteRow = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(['owner', 'editor', 'viewer']),
});
export type SiteRow = z.infer<typeof SiteRow>;

export const Credentials = z.object({ email: z.string().max(254), password: z.string().max(1_024) });
export type Credentials = z.infer<typeof Credentials>;

export const Session = z.object({
  email: z.string(),
  /** Whether this user may make sites and see what concerns the whole installation. */
  isAdmin: z.boolean(),
  sites: z.array(SiteRow),
});
export type Session = z.infer<typeof Session>;

export const CurrentSession = Session.extend({ email: z.string().nullable() });
export type CurrentSession = z.infer<typeof CurrentSession>;
