/** The order of doors, routers and handlers, nothing else. */
import { createServer, type Server, type ServerOptions } from 'node:http';
import express, { type Router } from 'express';
import type { Logger } from 'pino';
import { createCallerOf } from './auth/caller.ts';
import { createSessionEndpoints } from './auth/endpoints.ts';
import { createGuard } from './auth/guard.ts';
import { createSessions } from './auth/session.ts';
import { createBudgetEndpoints } from './budgets/endpoints.ts';
import type { DrainFigures } from './drain/host.ts';
import { createAdminFiles } from './files/admin.ts';
import type { SdkFile } from './files/sdk.ts';
import { createDataHealthEndpoints } from './health/endpoints.ts';
import type { Metrics } from './health/metrics.ts';
import { createHealthRoutes } from './health/routes.ts';
import { createApi } from './http/api.ts';
import { createApiDocs } from './http/api-docs.ts';
import { problemHandler, sendProblem } from './http/problem.ts';
import { createLiveEndpoints } from './live/endpoints.ts';
import type { LiveHub } from './live/hub.ts';
import { createQueryEndpoints } from './query/endpoints.ts';
import type { Admission } from './receive/admission.ts';
import { createDoor } from './receive/door.ts';
import type { Refusals } from './receive/refusals.ts';
import type { Directory } from './sites/directory.ts';
import { createSiteEndpoints } from './sites/endpoints.ts';
import { createMemberEndpoints } from './sites/member-endpoints.ts';
import { createRuleEndpoints } from './sites/rule-endpoints.ts';
import { createTokenEndpoints } from './sites/token-endpoints.ts';
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
  /** The origin of PUBLIC_URL. */
  publicOrigin?: string;
  /** CDN_URL: where the admin's assets come from. */
  cdnUrl?: string;
  /** Whether the admin's page is announced with 103. */
  sendsEarlyHints: boolean;
  /** The write key of the site that the admin's own pages belong to. */
  adminKey?: () => string | undefined;
  /** Whether the read API holds its answers against their schema. */
  checksAnswers: boolean;
  admission: Admission;
  refusals: Refusals;
  trustedProxies: number;
  countryHeaders: string[];
  spoolBytes: number;
  drainFigures: Readonly<DrainFigures>;
  live: LiveHub;
  /** A folder on the database's disk, when that is this machine's. */
  dataDir?: string;
};

const serverLimits: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  /** How often the two above are looked after; Node's default of 30 s would let both pass by far. */
  connectionsCheckingInterval: 1_000,
  /** Longer than that of common proxies, so that none of them reuses a connection that is being closed. */
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16_384,
};

export function createApp(parts: AppParts): Server {
  const { spool, store, metrics, log } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.set('trust proxy', parts.trustedProxies);
  app.use(createHealthRoutes({ metrics, spool, spoolBytes: parts.spoolBytes }));
  app.use(parts.sdk.router);
  app.use('/api/v1', createReadApi(parts));
  app.use(createAdminFiles(parts));
  app.use((request, response) => {
    sendProblem(response, 'not_found', { detail: `There is nothing at ${request.method} ${request.path}.` });
  });
  const onBug = (error: unknown, traceId: string): void =>
    log.error({ err: error, traceId }, 'request failed');
  app.use(problemHandler({ onBug, isAway: store.isAway }));

  const door = createDoor(parts);
  const server = createServer(serverLimits, (request, response) => {
    // Told to stop: each connection ends with the answer that is under way.
    if (!server.listening) response.setHeader('Connection', 'close');
    if (!door(request, response)) app(request, response);
  });
  server.maxConnections = 10_000;
  return server;
}

function createReadApi(parts: AppParts): Router {
  const { store, directory, isSecure, publicOrigin, checksAnswers } = parts;
  // While this fails, the directory's own rounds bring it up to date.
  const refreshDirectory = () => directory.refresh().catch(() => {});
  const sessions = createSessions({ store, isSecure });
  const guard = createGuard({ store, callerOf: createCallerOf(store, sessions), publicOrigin });
  const endpoints = [
    ...createSessionEndpoints(store, sessions),
    ...createSiteEndpoints({ store, refreshDirectory }),
    ...createTokenEndpoints({ store, refreshDirectory }),
    ...createMemberEndpoints(store),
    ...createRuleEndpoints(store),
    ...createBudgetEndpoints(store),
    ...createLiveEndpoints(parts.live),
    ...createDataHealthEndpoints(parts),
    ...createQueryEndpoints({ store, dataDir: parts.dataDir }),
  ];
  return createApi(endpoints, { guard, checksAnswers }).use(createApiDocs(endpoints));
}
