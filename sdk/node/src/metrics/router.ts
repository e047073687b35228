/** The figures over HTTP, for any Express app. Who may see them is the app's to say. */
import { problems } from '@throughline/protocol/problems';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { formatPrometheus, prometheusType } from './prometheus.ts';
import type { Readings } from './readings.ts';

export type MetricsOptions = {
  /** Runs first: calls `next()` for those who may see the figures, and answers or throws for all others. */
  guard: RequestHandler;
};

const usualLimit = 10;
const mostLimit = 200;

export function createMetricsRouter(readings: Readings, { guard }: MetricsOptions): Router {
  const router = Router();
  router.use(guard, (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });

  router.get('/performance', async (_request, response) => {
    response.json(await readings.performance());
  });
  router.get('/performance/endpoints', (_request, response) => {
    response.json({ endpoints: readings.endpoints() });
  });
  router.get(
    '/performance/slowest',
    withLimit((limit) => ({ endpoints: readings.slowest(limit) })),
  );
  router.get('/database/pool', (_request, response) => {
    response.json({ pools: readings.pools() });
  });
  router.get(
    '/database/slow-queries',
    withLimit((limit) => ({ queries: readings.slowQueries(limit) })),
  );
  router.get('/system', async (_request, response) => {
    response.json(await readings.system());
  });
  router.get('/prometheus', async (_request, response) => {
    // Not send(): Express would write the type's parameters in another order than scrapers know.
    response.set('Content-Type', prometheusType).end(await formatPrometheus(readings));
  });
  router.post('/reset', (_request, response) => {
    readings.reset();
    response.json({ reset: true, sinceMs: readings.totals().sinceMs });
  });
  return router;
}

function withLimit(read: (limit: number) => object): RequestHandler {
  return (request, response) => {
    const limit = limitOf(request);
    if (limit === undefined) refuseLimit(response);
    else response.json(read(limit));
  };
}

/** Undefined when it makes no sense. */
function limitOf({ query }: Request): number | undefined {
  if (query.limit === undefined) return usualLimit;
  const limit = typeof query.limit === 'string' && /^\d{1,4}$/.test(query.limit) ? Number(query.limit) : 0;
  return limit >= 1 && limit <= mostLimit ? limit : undefined;
}

function refuseLimit(response: Response): void {
  const { status, title } = problems.invalid_query;
  const detail = `limit must be a whole number from 1 to ${mostLimit}.`;
  const problem = { type: 'urn:throughline:problem:invalid_query', title, status, code: 'invalid_query' };
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ ...problem, detail, field: 'limit' }));
}
