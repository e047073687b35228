/** The order of doors, routers and handlers, nothing else. */
import { createServer, type Server } from 'node:http';
import express from 'express';
import type { Logger } from 'pino';
import { createSessions } from './auth/session.ts';
import { createAdminFiles } from './files/admin.ts';
import type { SdkFile } from './files/sdk.ts';
import type { Metrics } from './health/metrics.ts';
import { createHealthRoutes } from './health/routes.ts';
import { problemHandler, sendProblem } from './http/problem.ts';
import { createQueryRoutes } from './query/routes.ts';
import type { Admission } from './receive/admission.ts';
import { createDoor } from './receive/door.ts';
import type { Refusals } from './receive/refusals.ts';
import type { Directory } from './sites/directory.ts';
import type { Spool } from './spool/spool.ts';
import type { Store } from './store/store.ts';

export type AppParts = {
  spool: Spool;
  store: Store;
  directory: Directory;
  metrics: Metrics;
  sdk: SdkFile;
  log: Logger;
  isSecure: boolean;
  admission: Admission;
  refusals: Refusals;
  trustedProxies: number;
  countryHeaders: string[];
  spoolBytes: number;
};

export function createApp(parts: AppParts): Server {
  const { spool, store, metrics, log, isSecure } = parts;
  const sessions = createSessions({ store, isSecure });

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', parts.trustedProxies);
  app.use(createHealthRoutes({ metrics, spool, spoolBytes: parts.spoolBytes }));
  app.use(parts.sdk.router);
  app.use('/api/v1', noStore, sessions.router, createQueryRoutes({ store, siteOf: sessions.siteOf }));
  app.use(createAdminFiles(isSecure));
  app.use((request, response) => {
    sendProblem(response, 'not_found', { detail: `There is nothing at ${request.method} ${request.path}.` });
  });
  app.use(problemHandler((error, traceId) => log.error({ err: error, traceId }, 'request failed')));

  const door = createDoor(parts);
  const server = createServer((request, response) => {
    if (!door(request, response)) app(request, response);
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 15_000;
  server.keepAliveTimeout = 65_000;
  server.maxConnections = 10_000;
  return server;
}

/** Answers depend on who asks. */
function noStore(_request: express.Request, response: express.Response, next: () => void): void {
  response.setHeader('Cache-Control', 'private, no-store');
  next();
}
