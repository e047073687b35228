/** The numbers of a view that can be asked for, and what views can be told apart by. One list for every engine and question. */
import { type VitalName, vitalNames, vitals } from '@throughline/protocol';

/** Milliseconds unless the name says otherwise; CLS has no unit. */
export const viewMetrics = [
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
export type ViewMetric = (typeof viewMetrics)[number];

/** Good up to the first, poor above the second; only vitals have thresholds that everybody shares. */
export function thresholdsOf(metric: ViewMetric): { good: number; poor: number } | undefined {
  return metric in vitals ? vitals[metric as VitalName] : undefined;
}

export const dimensions = [
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
export type Dimension = (typeof dimensions)[number];

/** Each named dimension must have one of the values; `(none)` stands for a view that did not tell. */
export type Filters = Partial<Record<Dimension, string[]>>;

/** What a view that did not tell a dimension is listed under. */
export const noValue = '(none)';
/** What is listed under this had too many different values; totals stay right. */
export const otherValue = '(other)';
