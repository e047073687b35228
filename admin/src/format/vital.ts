/** The six vitals as text: their long names, their values with unit, their intervals. */
import { type Rating, type VitalName, vitals } from '@throughline/protocol/vitals';
import { formatMs, formatMsInterval } from './duration.ts';

export const vitalTitles: Record<VitalName, string> = {
  lcp: 'Largest Contentful Paint',
  inp: 'Interaction to Next Paint',
  cls: 'Cumulative Layout Shift',
  fcp: 'First Contentful Paint',
  ttfb: 'Time to First Byte',
  fid: 'First Input Delay',
};

export const ratingWords: Record<Rating, string> = {
  good: 'good',
  'needs-improvement': 'needs improvement',
  poor: 'poor',
};

export function formatVital(name: VitalName, value: number): string {
  return vitals[name].unit === 'ms' ? formatMs(value) : formatShift(value);
}

export function formatVitalInterval(name: VitalName, low: number, high: number): string {
  if (vitals[name].unit === 'ms') return formatMsInterval(low, high);
  const isNarrow = formatShift(low) === formatShift(high);
  return isNarrow ? `${low.toFixed(3)}–${high.toFixed(3)}` : `${formatShift(low)}–${formatShift(high)}`;
}

/** `good up to 2.50 s, poor above 4.00 s` */
export function formatThresholds(name: VitalName): string {
  const { good, poor } = vitals[name];
  return `good up to ${formatVital(name, good)}, poor above ${formatVital(name, poor)}`;
}

function formatShift(score: number): string {
  return score.toFixed(score > 0 && score < 0.01 ? 3 : 2);
}
