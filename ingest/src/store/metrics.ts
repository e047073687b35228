/** The numbers of a view that can be asked for, and what views can be told apart by. One list for every engine and question. */
import {
  type DimensionName,
  dimensionNames,
  type MetricName,
  metricNames,
  type VitalName,
  vitals,
} from '@throughline/protocol';

/** Milliseconds unless the name says otherwise; CLS has no unit. */
export const viewMetrics = metricNames;
export type ViewMetric = MetricName;

/** Good up to the first, poor above the second; only vitals have thresholds that everybody shares. */
export function thresholdsOf(metric: ViewMetric): { good: number; poor: number } | undefined {
  return metric in vitals ? vitals[metric as VitalName] : undefined;
}

export const dimensions = dimensionNames;
export type Dimension = DimensionName;

/** Each named dimension must have one of the values; `(none)` stands for a view that did not tell. */
export type Filters = Partial<Record<Dimension, string[]>>;

/** What a view that did not tell a dimension is listed under. */
export const noValue = '(none)';
/** What is listed under this had too many different values; totals stay right. */
export const otherValue = '(other)';
