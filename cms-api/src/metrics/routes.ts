/** The seven endpoints of figures. The monitor answers them; here they get their guard and their documentation. */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { can, type Principal } from '../auth/principal.ts';
import { type Endpoint, endpoint, type Method } from '../http/endpoint.ts';
import { Refusal } from '../http/problem.ts';

export function metricsGuard(
  identify: (authorization: string | undefined) => Promise<Principal | undefined>,
): RequestHandler {
  return async (request, _response, next) => {
    const principal = await identify(request.headers.authorization);
    if (!principal)
      throw new Refusal('not_logged_in', 'Send Authorization: Bearer with an access token or an API token.');
    if (!can(principal, 'admin.metrics'))
      throw new Refusal('forbidden', 'This needs the permission admin.metrics.');
    next();
  };
}

const figures = z.record(z.string(), z.unknown()).meta({ id: 'Figures' });
const limited = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(10) });

/** For the document alone: the monitor's own router stands before these. */
export const metricsEndpoints: Endpoint[] = [
  figure('get', 'performance', 'Requests, statements and budgets since the start'),
  figure('get', 'performance/endpoints', 'The last 1,000 requests of each endpoint'),
  figure('get', 'performance/slowest', 'The slowest endpoints', limited),
  figure('get', 'database/pool', 'Connections and who waits for them'),
  figure('get', 'database/slow-queries', 'The slowest statements', limited),
  figure('get', 'system', 'This process and its machine'),
  figure('post', 'reset', 'Forget the figures so far'),
];

function figure(method: Method, path: string, summary: string, query?: typeof limited): Endpoint {
  return endpoint({
    method,
    path: `/metrics/${path}`,
    access: 'admin.metrics',
    tag: 'metrics',
    summary,
    query,
    answers: { 200: figures },
    isRepeatable: false,
    handle: () => Promise.reject(new Error('The router of the monitor answers this.')),
  });
}
