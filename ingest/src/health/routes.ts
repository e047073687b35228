/** /healthz: the process is alive. /readyz: it can accept. /metrics: its own counters. */
import { Router } from 'express';
import type { Spool } from '../spool/spool.ts';
import type { Metrics } from './metrics.ts';

export type HealthOptions = {
  metrics: Metrics;
  spool: Pick<Spool, 'stats'>;
  spoolBytes: number;
  now?: () => number;
};

/** Above this share of the spool no new work should come this way. */
const nearlyFull = 0.9;

export function createHealthRoutes({ metrics, spool, spoolBytes, now = Date.now }: HealthOptions): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', (_request, response) => {
    // The database may be away: the spool takes what comes. Only a full one cannot accept.
    const isReady = spool.stats.bytes < spoolBytes * nearlyFull;
    response.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'spool_nearly_full' });
  });
  router.get('/metrics', async (_request, response) => {
    const { bytes, oldestAtMs } = spool.stats;
    metrics.spoolBytes.set(bytes);
    metrics.spoolAgeSeconds.set(oldestAtMs === undefined ? 0 : (now() - oldestAtMs) / 1_000);
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}
