/** Every number of a view that can be asked for: what it is called, and how its values read. */
import type { BudgetMetric, MetricName } from '@throughline/protocol';
import { type VitalName, vitalNames, vitals } from '@throughline/protocol/vitals';
import { formatCountEstimate } from './count.ts';
import { formatMs, formatMsInterval } from './duration.ts';
import { formatVital, formatVitalInterval, vitalTitles } from './vital.ts';

export const metricTitles: Record<BudgetMetric, string> = {
  ...(Object.fromEntries(
    vitalNames.map((name) => [name, `${vitals[name].label}, ${vitalTitles[name]}`]),
  ) as Record<VitalName, string>),
  lcpLoadDelayMs: 'LCP: delay before loading',
  lcpLoadMs: 'LCP: loading the element',
  lcpRenderDelayMs: 'LCP: render delay',
  inpInputDelayMs: 'INP: input delay',
  inpProcessingMs: 'INP: processing',
  inpPresentationMs: 'INP: presentation',
  redirectMs: 'Redirect',
  workerMs: 'Service worker',
  dnsMs: 'DNS',
  connectMs: 'Connecting',
  tlsMs: 'TLS',
  requestMs: 'Page: server time',
  appMs: 'Page: server code',
  sqlMs: 'Page: SQL time',
  sqlCount: 'Page: SQL statements',
  cacheMs: 'Page: cache',
  upstreamMs: 'Page: other services',
  apiCount: 'API: requests of a view',
  apiRequestMs: 'API: server time of a view',
  apiSqlMs: 'API: SQL time of a view',
  apiSqlCount: 'API: SQL statements of a view',
  blockingMs: 'Blocking time of long frames',
  endpointMs: 'Server request',
  queryMs: 'SQL statement',
};

const counts: readonly BudgetMetric[] = ['sqlCount', 'apiCount', 'apiSqlCount'];

export function isVitalName(metric: string): metric is VitalName {
  return vitalNames.some((name) => name === metric);
}

export function formatMetric(metric: BudgetMetric, value: number): string {
  if (isVitalName(metric)) return formatVital(metric, value);
  return counts.includes(metric) ? formatCountEstimate(value) : formatMs(value);
}

export function formatMetricInterval(metric: BudgetMetric, low: number, high: number): string {
  if (isVitalName(metric)) return formatVitalInterval(metric, low, high);
  if (counts.includes(metric)) return `${formatCountEstimate(low)}–${formatCountEstimate(high)}`;
  return formatMsInterval(low, high);
}

/** Of the address; anything else is LCP. */
export function parseMetric(text: string | null): MetricName {
  const isServers = text === 'endpointMs' || text === 'queryMs';
  return text !== null && text in metricTitles && !isServers ? (text as MetricName) : 'lcp';
}

export const viewMetrics = Object.keys(metricTitles).filter(
  (metric): metric is MetricName => metric !== 'endpointMs' && metric !== 'queryMs',
);
