/** Where each number and word of a view stands: the one place that maps the port's names to columns. */
import type { Dimension, ViewMetric } from '../metrics.ts';
import { viewMetrics } from '../metrics.ts';

export const metricColumn = Object.fromEntries(
  viewMetrics.map((metric) => [metric, metric.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]),
) as Record<ViewMetric, string>;

export const dimensionColumn: Record<Dimension, string> = {
  route: 'route',
  device: 'device',
  country: 'country',
  browser: 'browser',
  os: 'os',
  connection: 'connection',
  release: 'release',
  navigationType: 'navigation_type',
  environment: 'environment',
};
