/** What the browser sends: one view, whole, with its revision. The highest revision replaces the others. */
import { z } from 'zod';
import { limits } from './limits.ts';
import { Bytes, Count, HttpUrl, Ms, TraceId, text, UnixMs } from './text.ts';

const Name = text(limits.nameLength);
const Selector = text(limits.selectorLength);
/** URLs of parts of a page are kept as text and shown as text: `blob:` and `data:` are legal there. */
const PartUrl = text(limits.urlLength);
const VitalMs = z.number().min(0).max(limits.vitalMs);
const Detail = z.union([text(limits.detailLength), z.number(), z.boolean(), z.null()]);

/**
 * A server's own account of one request, read from its Server-Timing header: wall-clock parts that add up to `requestMs`.
 * `upstreamMs` is time spent waiting for services that do not explain themselves.
 */
export const ServerParts = z.object({
  requestMs: Ms.optional(),
  appMs: Ms.optional(),
  sqlMs: Ms.optional(),
  sqlCount: Count.optional(),
  cacheMs: Ms.optional(),
  upstreamMs: Ms.optional(),
  traceId: TraceId.optional(),
  /** The pattern that the server matched. */
  route: text(limits.routeLength).optional(),
});
export type ServerParts = z.infer<typeof ServerParts>;

const NavigationType = z.enum([
  'navigate',
  'reload',
  'back-forward',
  'back-forward-cache',
  'prerender',
  'restore',
  'soft-navigation',
]);

export const ViewFacts = z.object({
  /** Random, made by the browser. With the site it names the view for good. */
  id: z.uuid(),
  /** Counts up with each re-send. */
  revision: z.number().int().min(1).max(100_000),
  /** When the view began by the browser's clock, Unix ms. May be years off. */
  startedAtMs: UnixMs,
  /** When this body was made by the same clock: received − sent corrects the start. */
  sentAtMs: UnixMs,
  /** True when the browser holds the body back (fetchLater), so that `sentAtMs` says nothing about its clock. */
  deferred: z.boolean().optional(),
  /** Page address; the SDK leaves out query and hash unless told otherwise. */
  url: HttpUrl,
  navigationType: NavigationType,
});
export type ViewFacts = z.infer<typeof ViewFacts>;

const LongScript = z.object({
  url: PartUrl.optional(),
  /** What called it, e.g. `BUTTON#buy.onclick`. */
  invoker: Selector.optional(),
  durationMs: Ms,
});

/** Largest Contentful Paint; the four parts add up to the value. */
const Lcp = z.object({
  value: VitalMs,
  target: Selector.optional(),
  url: PartUrl.optional(),
  ttfbMs: Ms.optional(),
  loadDelayMs: Ms.optional(),
  loadMs: Ms.optional(),
  renderDelayMs: Ms.optional(),
});

/** Interaction to Next Paint; the three parts add up to the value. */
const Inp = z.object({
  value: VitalMs,
  target: Selector.optional(),
  /** `pointer` or `keyboard`. */
  type: z.enum(['pointer', 'keyboard']).optional(),
  atMs: Ms.optional(),
  inputDelayMs: Ms.optional(),
  processingMs: Ms.optional(),
  presentationMs: Ms.optional(),
  script: LongScript.optional(),
});

/** Cumulative Layout Shift, without unit. `shift` is the largest single shift, at `atMs`, of `target`. */
const Cls = z.object({
  value: z.number().min(0).max(1_000),
  target: Selector.optional(),
  atMs: Ms.optional(),
  shift: z.number().min(0).max(1_000).optional(),
});

/** First Input Delay: `processingStart - startTime` of the first input. */
const Fid = z.object({
  value: VitalMs,
  target: Selector.optional(),
  /** The event's name, e.g. `pointerdown`. */
  type: Name.optional(),
  atMs: Ms.optional(),
});

export const ViewVitals = z.object({
  lcp: Lcp.optional(),
  inp: Inp.optional(),
  cls: Cls.optional(),
  fcp: z.object({ value: VitalMs }).optional(),
  ttfb: z.object({ value: VitalMs }).optional(),
  fid: Fid.optional(),
});
export type ViewVitals = z.infer<typeof ViewVitals>;

/** The document's own request, every phase as a duration; absent means zero or unknown. */
export const Navigation = z.object({
  redirectMs: Ms.optional(),
  workerMs: Ms.optional(),
  dnsMs: Ms.optional(),
  connectMs: Ms.optional(),
  tlsMs: Ms.optional(),
  /** From the request's first byte sent to the response's first byte read. */
  waitMs: Ms.optional(),
  responseMs: Ms.optional(),
  /** Moments after navigation start. */
  domInteractiveMs: Ms.optional(),
  domContentLoadedMs: Ms.optional(),
  loadMs: Ms.optional(),
  /** How long a prerendered page had been ready before it was shown. */
  activationMs: Ms.optional(),
  /** ALPN name, e.g. `h2`. */
  protocol: Name.optional(),
  status: z.number().int().min(100).max(599).optional(),
  transferBytes: Bytes.optional(),
  encodedBytes: Bytes.optional(),
  decodedBytes: Bytes.optional(),
  /** `cache`, `navigational-prefetch` or none. */
  deliveryType: Name.optional(),
  /** Why the back/forward cache could not be used. */
  notRestoredReasons: z.array(Name).max(10).optional(),
  server: ServerParts.optional(),
});
export type Navigation = z.infer<typeof Navigation>;

/** One fetch or XHR of the page, from its resource timing entry. */
export const ApiRequest = z.object({
  url: PartUrl,
  method: z
    .string()
    .regex(/^[A-Z]{1,20}$/)
    .optional(),
  /** After navigation start. */
  startMs: Ms,
  durationMs: Ms,
  /** Request sent to first byte, where the other origin lets it be seen. */
  waitMs: Ms.optional(),
  status: z.number().int().min(100).max(599).optional(),
  transferBytes: Bytes.optional(),
  server: ServerParts.optional(),
});
export type ApiRequest = z.infer<typeof ApiRequest>;

const ResourceTotals = z.object({
  count: Count,
  transferBytes: Bytes.optional(),
  decodedBytes: Bytes.optional(),
  durationMs: z.number().min(0).max(1e10).optional(),
  cached: Count.optional(),
  renderBlocking: Count.optional(),
});

const SlowResource = z.object({
  url: PartUrl,
  type: Name,
  startMs: Ms,
  durationMs: Ms,
  transferBytes: Bytes.optional(),
  renderBlocking: z.boolean().optional(),
});

const Mark = z.object({ name: Name, startMs: Ms, detail: Detail.optional() });
const Measure = z.object({ name: Name, startMs: Ms, durationMs: Ms, detail: Detail.optional() });

export const ViewBody = z.object({
  v: z.literal(1),
  /** The site's public write key. */
  key: text(limits.nameLength),
  view: ViewFacts,
  vitals: ViewVitals,
  /** Views of one tab session; random, in memory and sessionStorage, never a cookie. */
  visit: z.object({ id: z.uuid() }).optional(),
  /** The site's own name for the page. Absent: the server's pattern, else the site's route rules. */
  route: text(limits.routeLength).optional(),
  /** Share of visits that report; a view weighs 1 / sampleRate. Default 1. */
  sampleRate: z.number().min(limits.leastSampleRate).max(1).optional(),
  referrer: PartUrl.optional(),
  release: Name.optional(),
  environment: Name.optional(),
  tags: z
    .record(Name, text(limits.nameLength))
    .refine((tags) => Object.keys(tags).length <= limits.tags, `at most ${limits.tags} tags`)
    .meta({ maxProperties: limits.tags })
    .optional(),
  device: z
    .object({
      viewportWidthPx: Count.optional(),
      viewportHeightPx: Count.optional(),
      pixelRatio: z.number().min(0).max(100).optional(),
      memoryGib: z.number().min(0).max(100_000).optional(),
      cores: Count.optional(),
      /** The browser says that a script drives it. */
      webdriver: z.boolean().optional(),
    })
    .optional(),
  connection: z
    .object({
      effectiveType: z.enum(['slow-2g', '2g', '3g', '4g']).optional(),
      rttMs: Ms.optional(),
      downlinkMbps: z.number().min(0).max(1e6).optional(),
      saveData: z.boolean().optional(),
    })
    .optional(),
  navigation: Navigation.optional(),
  requests: z.array(ApiRequest).max(limits.requests).optional(),
  resources: z
    .object({
      byType: z
        .record(Name, ResourceTotals)
        .refine((types) => Object.keys(types).length <= 30, 'at most 30 types')
        .meta({ maxProperties: 30 }),
      slowest: z.array(SlowResource).max(limits.slowestResources).optional(),
    })
    .optional(),
  marks: z.array(Mark).max(limits.marks).optional(),
  measures: z.array(Measure).max(limits.measures).optional(),
  /** Elements the site named with `elementtiming`, at the moment they were rendered. */
  elements: z
    .array(z.object({ name: Name, renderMs: Ms, url: PartUrl.optional() }))
    .max(limits.elements)
    .optional(),
  longFrames: z
    .object({
      count: Count,
      blockingMs: z.number().min(0).max(1e10),
      scripts: z.array(LongScript).max(limits.longFrameScripts).optional(),
    })
    .optional(),
  /** What the SDK had to leave out or lost since its last success, by kind. */
  dropped: z
    .record(Name, Count)
    .refine((kinds) => Object.keys(kinds).length <= 20, 'at most 20 kinds')
    .meta({ maxProperties: 20 })
    .optional(),
});
export type ViewBody = z.infer<typeof ViewBody>;
