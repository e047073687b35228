/** The figures as Prometheus text: a snapshot in the order of endpoints, made when asked. */
import type { Summary } from '../figures/last-values.ts';
import type { Readings } from './readings.ts';

type Labels = Record<string, string>;
type Metric = { name: string; help: string; type: 'counter' | 'gauge' | 'summary'; lines: string[] };

export const prometheusType = 'text/plain; version=0.0.4; charset=utf-8';

export async function formatPrometheus(readings: Readings): Promise<string> {
  const system = await readings.system();
  const { eventLoopDelayMs, eventLoopUtilisation, rssBytes, heapUsedBytes } = system.process;
  const metrics = [
    ...endpointMetrics(readings),
    ...poolMetrics(readings),
    gauge('event_loop_delay_seconds', 'Event loop delay, 99th percentile', eventLoopDelayMs.p99 / 1_000),
    gauge('event_loop_utilisation_ratio', 'Share of time the event loop was busy', eventLoopUtilisation),
    gauge('process_resident_memory_bytes', 'Resident memory', rssBytes),
    gauge('process_heap_used_bytes', 'Heap in use', heapUsedBytes),
  ];
  return `${metrics.map(formatMetric).join('\n')}\n`;
}

function endpointMetrics(readings: Readings): Metric[] {
  const requests = counter('requests_total', 'Requests by endpoint');
  const errors = counter('request_errors_total', 'Answers with status 500 and above');
  const durations = metric('request_duration_seconds', 'Duration of the last 1,000 requests', 'summary');
  const statements = counter('request_statements_total', 'SQL statements run for requests');
  const bytes = counter('response_bytes_total', 'Bytes answered over the wire, headers included');
  for (const endpoint of readings.endpoints()) {
    const { method, route, count, errors: failed, sqlCount, responseBytes, durationMs } = endpoint;
    const labels = { method, route };
    add(requests, labels, count);
    add(errors, labels, failed);
    add(statements, labels, sqlCount);
    add(bytes, labels, responseBytes);
    addSummary(durations, labels, durationMs);
  }
  return [requests, errors, statements, bytes, durations];
}

function poolMetrics(readings: Readings): Metric[] {
  const connections = metric('pool_connections', 'Connections by state, and requests that wait', 'gauge');
  const created = counter('pool_connections_created_total', 'Connections opened');
  const destroyed = counter('pool_connections_destroyed_total', 'Connections closed, by reason');
  const timeouts = counter('pool_timeouts_total', 'Waits for a connection that were in vain');
  for (const pool of readings.pools()) {
    const { name, inUse, idle, waiting, overflow } = pool;
    for (const [state, count] of Object.entries({ in_use: inUse, idle, waiting, overflow })) {
      add(connections, { pool: name, state }, count);
    }
    add(created, { pool: name }, pool.created);
    add(timeouts, { pool: name }, pool.timeouts);
    for (const [reason, count] of Object.entries(pool.destroyed))
      add(destroyed, { pool: name, reason }, count);
  }
  return [connections, created, destroyed, timeouts];
}

function metric(name: string, help: string, type: Metric['type']): Metric {
  return { name: `throughline_${name}`, help, type, lines: [] };
}

function counter(name: string, help: string): Metric {
  return metric(name, help, 'counter');
}

function gauge(name: string, help: string, value: number): Metric {
  const one = metric(name, help, 'gauge');
  add(one, {}, value);
  return one;
}

function add({ name, lines }: Metric, labels: Labels, value: number): void {
  lines.push(`${name}${formatLabels(labels)} ${value}`);
}

function addSummary(into: Metric, labels: Labels, { median, p95, p99 }: Summary): void {
  for (const [quantile, ms] of [
    ['0.5', median],
    ['0.95', p95],
    ['0.99', p99],
  ] as const)
    add(into, { ...labels, quantile }, ms / 1_000);
}

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.replace(/[\\"\n]/g, (odd) => (odd === '\n' ? '\\n' : `\\${odd}`));
}

function formatMetric({ name, help, type, lines }: Metric): string {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n');
}
