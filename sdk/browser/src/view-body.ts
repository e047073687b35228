/**
 * The body of one view as the browser sends it, in plain types: what `beforeSend` receives.
 * Written by hand so that a site needs neither zod nor the protocol package; `view-body.test.ts` keeps it
 * equal to the protocol's `ViewBody`.
 */

/** A server's own account of one request, in wall-clock milliseconds. */
export type ServerParts = {
  requestMs?: number;
  appMs?: number;
  sqlMs?: number;
  /** Number of SQL statements. */
  sqlCount?: number;
  cacheMs?: number;
  /** Time waiting for services that do not explain themselves. */
  upstreamMs?: number;
  /** W3C trace id: 32 lower-case hex digits. */
  traceId?: string;
  /** The pattern that the server matched, e.g. `/articles/:slug`. */
  route?: string;
};

export type NavigationType =
  | 'navigate'
  | 'reload'
  | 'back-forward'
  | 'back-forward-cache'
  | 'prerender'
  | 'restore'
  | 'soft-navigation';

export type ViewFacts = {
  /** Random UUID. */
  id: string;
  /** Counts up from 1 with each re-send. */
  revision: number;
  /** Browser clock, Unix milliseconds. */
  startedAtMs: number;
  /** Same clock, when this body was made. */
  sentAtMs: number;
  /** The browser holds this body back: `sentAtMs` is older than its sending. */
  deferred?: boolean;
  url: string;
  navigationType: NavigationType;
};

export type LongScript = { url?: string; invoker?: string; durationMs: number };

export type LcpValue = {
  /** Milliseconds; the four parts add up to it. */
  value: number;
  target?: string;
  url?: string;
  ttfbMs?: number;
  loadDelayMs?: number;
  loadMs?: number;
  renderDelayMs?: number;
};

export type InpValue = {
  /** Milliseconds; the three parts add up to it. */
  value: number;
  target?: string;
  type?: 'pointer' | 'keyboard';
  atMs?: number;
  inputDelayMs?: number;
  processingMs?: number;
  presentationMs?: number;
  script?: LongScript;
};

export type ClsValue = {
  /** Without unit. */
  value: number;
  target?: string;
  atMs?: number;
  /** Score of the largest single shift. */
  shift?: number;
};

export type FidValue = { value: number; target?: string; type?: string; atMs?: number };

export type ViewVitals = {
  lcp?: LcpValue;
  inp?: InpValue;
  cls?: ClsValue;
  fcp?: { value: number };
  ttfb?: { value: number };
  fid?: FidValue;
};

/** The document's own request; durations and moments in milliseconds, absent means zero or unknown. */
export type NavigationPhases = {
  redirectMs?: number;
  workerMs?: number;
  dnsMs?: number;
  /** TCP (or QUIC) alone; TLS stands beside it. */
  connectMs?: number;
  tlsMs?: number;
  waitMs?: number;
  responseMs?: number;
  domInteractiveMs?: number;
  domContentLoadedMs?: number;
  loadMs?: number;
  activationMs?: number;
  protocol?: string;
  status?: number;
  transferBytes?: number;
  encodedBytes?: number;
  decodedBytes?: number;
  deliveryType?: string;
  notRestoredReasons?: string[];
  server?: ServerParts;
};

export type ApiRequest = {
  url: string;
  method?: string;
  startMs: number;
  durationMs: number;
  waitMs?: number;
  status?: number;
  transferBytes?: number;
  server?: ServerParts;
};

export type ResourceTotals = {
  count: number;
  transferBytes?: number;
  decodedBytes?: number;
  durationMs?: number;
  cached?: number;
  renderBlocking?: number;
};

export type SlowResource = {
  url: string;
  type: string;
  startMs: number;
  durationMs: number;
  transferBytes?: number;
  renderBlocking?: boolean;
};

export type Detail = string | number | boolean | null;
export type MarkTold = { name: string; startMs: number; detail?: Detail };
export type MeasureTold = { name: string; startMs: number; durationMs: number; detail?: Detail };
export type ElementTold = { name: string; renderMs: number; url?: string };

export type ViewBody = {
  v: 1;
  /** The site's public write key. */
  key: string;
  view: ViewFacts;
  vitals: ViewVitals;
  visit?: { id: string };
  route?: string;
  /** 0.001 to 1. */
  sampleRate?: number;
  referrer?: string;
  release?: string;
  environment?: string;
  tags?: Record<string, string>;
  device?: {
    viewportWidthPx?: number;
    viewportHeightPx?: number;
    pixelRatio?: number;
    memoryGib?: number;
    cores?: number;
    webdriver?: boolean;
  };
  connection?: {
    effectiveType?: 'slow-2g' | '2g' | '3g' | '4g';
    rttMs?: number;
    downlinkMbps?: number;
    saveData?: boolean;
  };
  navigation?: NavigationPhases;
  requests?: ApiRequest[];
  resources?: { byType: Record<string, ResourceTotals>; slowest?: SlowResource[] };
  marks?: MarkTold[];
  measures?: MeasureTold[];
  elements?: ElementTold[];
  longFrames?: { count: number; blockingMs: number; scripts?: LongScript[] };
  /** What was left out or lost, by kind. */
  dropped?: Record<string, number>;
};
