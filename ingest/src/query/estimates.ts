/** Histograms of several metrics as the numbers that people read. */
import type { Estimate, MetricName, VitalEstimate } from '@throughline/protocol';
import { thresholdsOf, type ViewMetric } from '../store/metrics.ts';
import type { MeasuredGroup } from '../store/store.ts';
import { estimate, vitalEstimate } from './estimate.ts';

export type Estimates = Partial<Record<MetricName, Estimate | VitalEstimate>>;

export function toEstimates(
  histograms: MeasuredGroup['histograms'],
  metrics: readonly ViewMetric[],
  percentile: number,
): Estimates {
  const estimates: Estimates = {};
  for (const metric of metrics) {
    const told = estimateOf(histograms, metric, percentile);
    if (told) estimates[metric] = told;
  }
  return estimates;
}

export function estimateOf(
  histograms: MeasuredGroup['histograms'],
  metric: ViewMetric,
  percentile: number,
): Estimate | VitalEstimate | undefined {
  const histogram = histograms[metric];
  if (!histogram) return undefined;
  return thresholdsOf(metric) ? vitalEstimate(histogram, percentile) : estimate(histogram, percentile);
}
