import express, { type RequestHandler } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMonitor, type MonitoredPool } from '../index.ts';
import { createTestDatabase } from '../test-database.ts';
import { listen, type TestServer } from '../test-server.ts';
import type { PerformanceReport } from './readings.ts';

describe('the metrics router', () => {
  const durations = new Map<string, number[]>();
  const monitor = createMonitor({ service: 'test', slowQueryMs: 500, systemEveryMs: 0, n1Threshold: 5 });
  const guard: RequestHandler = (request, response, next) => {
    if (request.headers.authorization === 'Bearer right') next();
    else response.sendStatus(403);
  };
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let pool: MonitoredPool;
  let server: TestServer;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = monitor.createPool({ connectionString: database.url, size: 2, overflow: 1 });
    const app = express();
    app.use(monitor.express());
    app.use('/metrics', monitor.metricsRouter({ guard }));
    app.get('/things/:n', async (request, response) => {
      for (let done = 0; done < Number(request.params.n); done++) await pool.query('select $1::int', [done]);
      response.status(request.query.fail === undefined ? 200 : 500).send('done');
    });
    app.get('/slow', async (_request, response) => {
      await pool.query("select pg_sleep(0.6), 'secret'");
      response.send('done');
    });
    server = await listen(app);
  });
  afterAll(async () => {
    await server.close();
    await pool.end();
    await monitor.stop();
    await database.drop();
  });

  const ask = (path: string, method = 'GET', token = 'right') =>
    fetch(`${server.origin}/metrics/${path}`, { method, headers: { authorization: `Bearer ${token}` } });
  const read = async <Body>(path: string) => (await (await ask(path)).json()) as Body;

  /** Sends what the recount then expects. */
  async function makeTraffic(): Promise<void> {
    for (let one = 0; one < 40; one++) {
      const answer = await fetch(`${server.origin}/things/${one % 4}${one % 10 === 0 ? '?fail' : ''}`);
      const told = Number(answer.headers.get('x-response-time')?.replace('ms', ''));
      durations.set('things', [...(durations.get('things') ?? []), told]);
    }
    await fetch(`${server.origin}/things/7`);
    await fetch(`${server.origin}/slow`);
    await fetch(`${server.origin}/no/where`);
    await new Promise((later) => setTimeout(later, 20));
  }

  it('equals a recount of the same traffic', async () => {
    await ask('reset', 'POST');
    await makeTraffic();

    const report = await read<PerformanceReport>('performance');

    const things = report.endpoints.find(({ route }) => route === '/things/:n');
    expect(things).toMatchObject({ method: 'GET', count: 41, errors: 4, aborted: 0, sqlCount: 67 });
    expect(things?.errorRatio).toBeCloseTo(4 / 41, 12);
    expect(things?.durationMs.n).toBe(41);
    // The header is told when the headers leave, a little before the request ends.
    expect(things?.durationMs.min).toBeGreaterThanOrEqual(
      Math.min(...(durations.get('things') ?? [])) - 0.01,
    );
    expect(report.endpoints.map(({ route }) => route)).toContain('(unmatched)');
    expect(report.requests.count).toBe(report.endpoints.reduce((sum, { count }) => sum + count, 0));
    expect(report.statements).toMatchObject({ count: 68, errors: 0, slow: 1 });
    expect(report.database.pools[0]).toMatchObject({ name: 'main', acquired: 68, inUse: 0, waiting: 0 });
    expect(report.database.n1).toMatchObject([
      { where: 'GET /things/:n', statement: 'select $1::int', mostRuns: 7, requests: 1 },
    ]);
    expect(report.budgets.map(({ name }) => name)).toEqual(['api', 'query', 'cache', 'upload']);
    expect(report.budgets[0]?.last1000.n).toBe(report.requests.count);
    expect(report.system.process.pid).toBe(process.pid);
    expect(report.monitor.faults).toBe(0);
  });

  it('lists endpoints, the slowest of them, pools and slow statements', async () => {
    const { endpoints } = await read<Pick<PerformanceReport, 'endpoints'>>('performance/endpoints');
    const slowest = await read<Pick<PerformanceReport, 'endpoints'>>('performance/slowest?limit=2');
    const { pools } = await read<PerformanceReport['database']>('database/pool');
    const { queries } = await read<{ queries: PerformanceReport['database']['slowQueries'] }>(
      'database/slow-queries?limit=5',
    );

    expect(endpoints.length).toBeGreaterThan(2);
    expect(slowest.endpoints).toHaveLength(2);
    expect(slowest.endpoints.map(({ route }) => route)).toContain('/slow');
    expect(pools).toMatchObject([{ size: 2, maxOverflow: 1 }]);
    expect(queries).toMatchObject([{ where: 'GET /slow', statement: 'select pg_sleep(?), ?' }]);
    expect(queries[0]?.callSite).toMatch(/metrics\/router\.test\.ts:\d+$/);
    expect(queries[0]?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(queries)).not.toContain('secret');
  });

  it('tells Prometheus', async () => {
    const answer = await ask('prometheus');
    const text = await answer.text();

    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toContain('throughline_requests_total{method="GET",route="/things/:n"} 41');
    expect(text).toMatch(
      /throughline_request_duration_seconds\{method="GET",route="\/slow",quantile="0.95"\} 0\.\d/,
    );
    expect(text).toMatch(/throughline_pool_connections\{pool="main",state="idle"\} \d/);
  });

  it.each(['0', '-1', '201', 'many', '1.5', ''])('refuses limit=%s', async (limit) => {
    const answer = await ask(`performance/slowest?limit=${limit}`);

    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ code: 'invalid_query', field: 'limit' });
  });

  it('is for those alone whom the guard lets pass', async () => {
    const paths = ['performance', 'performance/endpoints', 'performance/slowest', 'database/pool'];
    const more = ['database/slow-queries', 'system', 'prometheus'];

    const answers = await Promise.all([...paths, ...more].map((path) => ask(path, 'GET', 'wrong')));
    const reset = await ask('reset', 'POST', 'wrong');

    expect([...answers, reset].map(({ status }) => status)).toEqual(Array(8).fill(403));
  });

  it('begins anew after a reset', async () => {
    expect((await ask('reset', 'POST')).status).toBe(200);

    const report = await read<PerformanceReport>('performance');

    expect(report.endpoints.every(({ route }) => route.startsWith('/metrics'))).toBe(true);
    expect(report.statements.count).toBe(0);
    expect(report.database).toMatchObject({ slowQueries: [], n1: [], pools: [{ acquired: 0 }] });
  });
});
