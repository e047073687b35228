/** A histogram as bars that people can read: round bounds, and a bound wherever a rating changes. */
import type { Histogram } from '../store/histogram.ts';

const mostBars = 40;
const steps = [1, 2, 2.5, 5, 10];

/** @param upTo What lies above goes into the last bar; the 99th percentile, say. */
export function toBars(
  histogram: Histogram,
  upTo: number,
  thresholds?: { good: number; poor: number },
): { from: number; to: number; count: number }[] {
  const step = roundStep(upTo / mostBars);
  const bounds = new Set<number>();
  for (let bound = step; bound < upTo + step; bound += step) bounds.add(Number(bound.toPrecision(12)));
  if (thresholds && thresholds.good < upTo) bounds.add(thresholds.good);
  if (thresholds && thresholds.poor < upTo) bounds.add(thresholds.poor);
  const sorted = [...bounds].sort((a, b) => a - b);
  const bars = sorted.map((to, at) => ({ from: sorted[at - 1] ?? 0, to, count: 0 }));
  let at = 0;
  for (const [bound, weight] of histogram.toBars()) {
    while (at < bars.length - 1 && bound > (bars[at]?.to ?? 0)) at += 1;
    const bar = bars[at];
    if (bar) bar.count += weight;
  }
  return bars;
}

/** The next of 1, 2, 2.5, 5 × 10ⁿ. */
function roundStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return (steps.find((step) => step * power >= least) ?? 10) * power;
}
