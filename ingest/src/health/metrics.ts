/** The service's own counters, in Prometheus' text form at /metrics. */
import client from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics() {
  const registry = new client.Registry();
  client.collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    accepted: new client.Counter({
      name: 'throughline_accepted_total',
      help: 'Bodies that are durable and were answered 202, by kind',
      labelNames: ['kind'] as const,
      registers,
    }),
    refused: new client.Counter({
      name: 'throughline_refused_total',
      help: 'Bodies that were refused, by site (empty when unknown) and problem code',
      labelNames: ['site', 'reason'] as const,
      registers,
    }),
    stored: new client.Counter({
      name: 'throughline_stored_total',
      help: 'Records that the database has committed',
      registers,
    }),
    deadLetters: new client.Counter({
      name: 'throughline_dead_letters_total',
      help: 'Records that the database refused for what is in them',
      registers,
    }),
    damagedBytes: new client.Counter({
      name: 'throughline_spool_damaged_bytes_total',
      help: 'Bytes in segments that are no whole frame; the segments are kept as *.damaged',
      registers,
    }),
    spoolBytes: new client.Gauge({
      name: 'throughline_spool_bytes',
      help: 'Bytes waiting in the spool',
      registers,
    }),
    spoolAgeSeconds: new client.Gauge({
      name: 'throughline_spool_age_seconds',
      help: 'Age of the oldest segment in the spool; one that is still written to is closed after a minute',
      registers,
    }),
    syncSeconds: new client.Histogram({
      name: 'throughline_spool_sync_seconds',
      help: 'Duration of one write and fdatasync',
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1],
      registers,
    }),
    drainSeconds: new client.Histogram({
      name: 'throughline_drain_batch_seconds',
      help: 'Duration of storing one batch',
      buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    drainLagSeconds: new client.Histogram({
      name: 'throughline_drain_lag_seconds',
      help: 'Time from the receipt of the first record of a batch to its commit',
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120, 600, 3600],
      registers,
    }),
    batchRecords: new client.Histogram({
      name: 'throughline_drain_batch_records',
      help: 'Records per stored batch',
      buckets: [1, 5, 10, 50, 100, 250, 500, 1000],
      registers,
    }),
    drainRetries: new client.Counter({
      name: 'throughline_drain_retries_total',
      help: 'Batches that had to be tried again because the database was away',
      registers,
    }),
  };
}
