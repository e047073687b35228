/** The order of middleware and routers, nothing else. */
import cors from 'cors';
import express, { type Express, type RequestHandler, type Router } from 'express';
import type { Pool } from 'pg';
import { articleRoutes } from './articles/routes.ts';
import { authorRoutes } from './authors/routes.ts';
import { healthRoutes } from './http/health.ts';
import { notFound, problemHandler } from './http/problem.ts';
import { archiveRoutes } from './readings/routes.ts';

export function createApp(deps: {
  pool: Pool;
  /** Origins whose pages may read. */
  origins: string[];
  /** Sees every request first. */
  watch: RequestHandler;
  /** The monitor's figures, with their own guard. */
  metrics: Router;
  traceId: () => string | undefined;
  onBug: (error: unknown, traceId: string | undefined) => void;
}): Express {
  const { pool, origins, watch, metrics, traceId, onBug } = deps;
  const app = express();
  app.disable('x-powered-by');

  app.use(watch);
  app.use(healthRoutes(pool));
  // Before CORS: no page of another origin has any business here.
  app.use('/api/v1/metrics', metrics);
  app.use('/api/v1', cors({ origin: origins, methods: ['GET', 'HEAD'], maxAge: 3_600 }));
  app.use('/api/v1', articleRoutes(pool), authorRoutes(pool), archiveRoutes(pool));

  app.use(() => {
    throw notFound('resource');
  });
  app.use(problemHandler({ traceId, onBug }));
  return app;
}
