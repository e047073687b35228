/** The order of middleware and routers, nothing else. */
import cors from 'cors';
import express, { type Express, type RequestHandler, type Router } from 'express';
import type { Pool } from 'pg';
import { auditEndpoints } from './audit/routes.ts';
import type { AccessTokens } from './auth/access-token.ts';
import { type AttemptLimits, createAttempts, usualAttempts } from './auth/attempts.ts';
import { createIdentify } from './auth/identify.ts';
import { authEndpoints } from './auth/routes.ts';
import type { Cache } from './cache/cache.ts';
import { createResponses } from './cache/responses.ts';
import { createLocales } from './content/locales.ts';
import { contentEndpoints } from './content/routes.ts';
import { typeEndpoints } from './content-types/routes.ts';
import type { Types } from './content-types/types.ts';
import type { Endpoint } from './http/endpoint.ts';
import { healthRoutes } from './http/health.ts';
import { mount } from './http/mount.ts';
import { notFound, problemHandler } from './http/problem.ts';
import { limitRate } from './http/rate-limit.ts';
import type { Library } from './media/library.ts';
import { mediaEndpoints } from './media/routes.ts';
import { metricsEndpoints, metricsGuard } from './metrics/routes.ts';
import { documentRoutes } from './openapi/routes.ts';
import { searchEndpoints } from './search/routes.ts';
import { transferEndpoints } from './transfer/routes.ts';
import { translationEndpoints } from './translations/routes.ts';
import { roleEndpoints, userEndpoints } from './users/routes.ts';
import { webhookEndpoints } from './webhooks/routes.ts';

export type AppDeps = {
  pool: Pool;
  types: Types;
  tokens: AccessTokens;
  locales: readonly string[];
  library: Library;
  /** Called when a webhook may have something to deliver. */
  wakeWebhooks: () => void;
  /** Undefined: nothing is kept. */
  cache: Cache | undefined;
  /** Origins whose pages may use the API. */
  origins: string[];
  /** Proxies of one's own in front. */
  trustProxy: number;
  ratePerMinute: number;
  attemptLimits?: AttemptLimits;
  /** Sees every request first. */
  watch: RequestHandler;
  /** The monitor's figures behind a guard. */
  metrics: (guard: RequestHandler) => Router;
  /** What a demo adds. */
  extras: Endpoint[];
  traceId: () => string | undefined;
  onBug: (error: unknown, traceId: string | undefined) => void;
  /** Something beside the requests failed, and is tried again. */
  onFault: (error: unknown) => void;
};

export function createApp(deps: AppDeps): Express {
  const { pool, types, tokens, ratePerMinute, watch, traceId, onBug, onFault } = deps;
  const identify = createIdentify(pool, tokens);
  const endpoints = allEndpoints(deps);
  const document = documentRoutes(() => [...endpoints, ...metricsEndpoints, ...document.endpoints], types);

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', deps.trustProxy);
  app.use(watch);
  app.use(healthRoutes(pool));
  app.use('/api/v1', limitRate(pool, { perMinute: ratePerMinute, onFault }));
  // Before CORS: no page of another origin has any business here.
  app.use('/api/v1/metrics', deps.metrics(metricsGuard(identify)));
  app.use('/api/v1', cors(corsOptions(deps.origins)));
  app.use(
    '/api/v1',
    mount([...endpoints, ...document.endpoints], { pool, identify, traceId }),
    document.page,
  );

  app.use(() => {
    throw notFound('resource');
  });
  app.use(problemHandler({ traceId, onBug }));
  return app;
}

/** Every endpoint but those of the document and the figures. */
export function allEndpoints(
  deps: Pick<
    AppDeps,
    'types' | 'tokens' | 'locales' | 'library' | 'wakeWebhooks' | 'cache' | 'attemptLimits' | 'extras'
  >,
): Endpoint[] {
  const { types, tokens, library, attemptLimits = usualAttempts, extras } = deps;
  const responses = createResponses(deps.cache);
  const locales = createLocales(deps.locales);
  return [
    ...contentEndpoints({ types, locales, responses }),
    ...translationEndpoints({ types, locales, responses }),
    ...transferEndpoints({ types, library, responses }),
    ...searchEndpoints({ types, locales }),
    ...mediaEndpoints({ library, types, responses }),
    ...webhookEndpoints(deps.wakeWebhooks),
    ...typeEndpoints(types),
    ...authEndpoints(tokens, createAttempts(attemptLimits)),
    ...userEndpoints,
    ...roleEndpoints,
    ...auditEndpoints,
    ...extras,
  ];
}

/** Bearer tokens, no cookies: an origin that is listed gets what anybody with the token gets. */
function corsOptions(origins: string[]): cors.CorsOptions {
  return {
    origin: origins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'If-Match',
      'If-None-Match',
      'Idempotency-Key',
      'Prefer',
      'traceparent',
    ],
    exposedHeaders: [
      'ETag',
      'Location',
      'RateLimit',
      'RateLimit-Policy',
      'Retry-After',
      'Preference-Applied',
    ],
    maxAge: 3_600,
  };
}
