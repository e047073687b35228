/** Alive, ready, and the service's own numbers in Prometheus' text form. */
import { Router } from 'express';
import type { Pool } from 'pg';
import client from 'prom-client';

export function healthRoutes(pool: Pool): Router {
  const router = Router();
  const registry = createRegistry(pool);

  router.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });

  router.get('/readyz', async (_request, response) => {
    try {
      await pool.query('select 1');
      response.json({ status: 'ready' });
    } catch {
      response.status(503).json({ status: 'not ready', waitsFor: 'database' });
    }
  });

  router.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });

  return router;
}

function createRegistry(pool: Pool): client.Registry {
  const registry = new client.Registry();
  client.collectDefaultMetrics({ register: registry });
  new client.Gauge({
    name: 'cms_pool_connections',
    help: 'Connections to the database by state, and requests that wait for one',
    labelNames: ['state'] as const,
    registers: [registry],
    collect() {
      this.set({ state: 'in_use' }, pool.totalCount - pool.idleCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'waited_for' }, pool.waitingCount);
    },
  });
  return registry;
}
