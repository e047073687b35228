import { expect, it } from 'vitest';
import { readServerTiming } from './server-timing.ts';

const timing = (name: string, duration = 0, description = '') =>
  ({ name, duration, description }) as PerformanceServerTiming;

it('reads the parts, the number of statements, the trace and the route', () => {
  const trace = '0af7651916cd43dd8448eb211c80319c';

  expect(
    readServerTiming([
      timing('total', 12),
      timing('app', 2),
      timing('db', 9, '7'),
      timing('cache', 0),
      timing('net', 1),
      timing('traceparent', 0, `00-${trace}-b7ad6b7169203331-01`),
      timing('route', 0, '/articles/:slug'),
    ]),
  ).toEqual({
    requestMs: 12,
    appMs: 2,
    sqlMs: 9,
    sqlCount: 7,
    cacheMs: 0,
    upstreamMs: 1,
    traceId: trace,
    route: '/articles/:slug',
  });
});

it('passes over what other servers say under the same names', () => {
  expect(
    readServerTiming([
      timing('db', 3, 'MySQL 8'),
      timing('traceparent', 0, `00-${'0'.repeat(32)}-b7ad6b7169203331-01`),
      timing('cdn-cache', 0, 'HIT'),
    ]),
  ).toEqual({ sqlMs: 3 });
  expect(readServerTiming([timing('cfL4')])).toBeUndefined();
  expect(readServerTiming(undefined)).toBeUndefined();
});
