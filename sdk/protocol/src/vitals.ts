/** The six vitals: names, units, thresholds and how a value is rated. Free of zod, so that browsers may load it. */

export const vitalNames = ['lcp', 'inp', 'cls', 'fcp', 'ttfb', 'fid'] as const;
export type VitalName = (typeof vitalNames)[number];

export type Rating = 'good' | 'needs-improvement' | 'poor';

export type VitalDefinition = {
  /** What people call it. */
  label: string;
  /** `ms`, or none for CLS, which is a sum of layout shift scores. */
  unit: 'ms' | '';
  /** A value up to and including this one is good. */
  good: number;
  /** A value above this one is poor. */
  poor: number;
};

/**
 * Thresholds as published by the Chrome team (web.dev/articles/defining-core-web-vitals-thresholds),
 * meant for the 75th percentile of page views. FID left the core vitals in 2024 and keeps its last thresholds.
 */
export const vitals: Record<VitalName, VitalDefinition> = {
  lcp: { label: 'LCP', unit: 'ms', good: 2_500, poor: 4_000 },
  inp: { label: 'INP', unit: 'ms', good: 200, poor: 500 },
  cls: { label: 'CLS', unit: '', good: 0.1, poor: 0.25 },
  fcp: { label: 'FCP', unit: 'ms', good: 1_800, poor: 3_000 },
  ttfb: { label: 'TTFB', unit: 'ms', good: 800, poor: 1_800 },
  fid: { label: 'FID', unit: 'ms', good: 100, poor: 300 },
};

/** Rates a value in the vital's own unit; the boundary itself counts for the better side. */
export function rate(name: VitalName, value: number): Rating {
  const { good, poor } = vitals[name];
  if (value <= good) return 'good';
  return value <= poor ? 'needs-improvement' : 'poor';
}
