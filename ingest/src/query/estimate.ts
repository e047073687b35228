/**
 * A percentile with its 95 % interval, read from a sketch. The interval comes from order statistics: the true quantile
 * lies between the values at ranks np ± 1.96·√(np(1−p)) (Hahn & Meeker, Statistical Intervals, §5.2), whatever the
 * distribution; the sketch's own error widens it, added as squares. Weighted samples use their effective n.
 */
import { type Estimate, sketchGamma, type VitalEstimate } from '@throughline/protocol';
import type { Histogram } from '../store/histogram.ts';

/** Below this many views a percentile is shown, but neither rated nor given an interval. */
export const enoughViews = 30;

const z95 = 1.96;
const sketchError = (sketchGamma - 1) / (sketchGamma + 1);

/** @param percentile 50, 75, 90, 95 or 99. @returns undefined when nothing was measured: missing is not zero. */
export function estimate(histogram: Histogram, percentile: number): Estimate | undefined {
  const ratio = percentile / 100;
  const value = histogram.quantile(ratio);
  if (value === undefined) return undefined;

  const { n, effectiveN } = histogram;
  const result: Estimate = { value: round(value), n, enough: n >= enoughViews };
  if (!result.enough) return result;

  const halfWidth = rankHalfWidth(ratio, effectiveN);
  const low = histogram.quantile(Math.max(0, ratio - halfWidth)) ?? value;
  const high = histogram.quantile(Math.min(1, ratio + halfWidth)) ?? value;
  // Chance and bucket err independently of each other: their errors add as squares.
  const ownError = value * sketchError;
  return {
    ...result,
    low: round(Math.max(0, value - Math.hypot(value - low, ownError))),
    high: round(value + Math.hypot(high - value, ownError)),
  };
}

/** How far from `ratio` the rank of the true quantile may lie, in 95 of 100 samples of `n`. */
export function rankHalfWidth(ratio: number, n: number): number {
  return z95 * Math.sqrt((ratio * (1 - ratio)) / n);
}

export function vitalEstimate(histogram: Histogram, percentile: number): VitalEstimate | undefined {
  const estimated = estimate(histogram, percentile);
  if (!estimated) return undefined;
  const { good, poor } = histogram;
  return {
    ...estimated,
    good: round(good),
    poor: round(poor),
    needsImprovement: round(Math.max(0, 1 - good - poor)),
  };
}

/** Four significant places are more than the sketch knows. */
function round(value: number): number {
  return value >= 1_000 ? Math.round(value * 10) / 10 : Number(value.toPrecision(4));
}
