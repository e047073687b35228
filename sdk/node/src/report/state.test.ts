import express from 'express';
import { expect, it } from 'vitest';
import { createMonitor } from '../index.ts';
import { createTestDatabase } from '../test-database.ts';
import { listen, listenAsIngest } from '../test-server.ts';

it('tells pools, system, findings and budgets with a new sample, and not again without one', async () => {
  const ingest = await listenAsIngest();
  const database = await createTestDatabase();
  const monitor = createMonitor({
    service: 'test',
    endpoint: ingest.origin,
    token: 't',
    reportEveryMs: 60_000,
    systemEveryMs: 0,
    n1Allow: [{ statement: 'select', reason: 'on purpose' }],
  });
  const pool = monitor.createPool({ connectionString: database.url, size: 2, overflow: 1 });
  const app = express().use(monitor.express());
  app.get('/', async (_request, response) => {
    for (let done = 0; done < 12; done++) await pool.query('select $1::int', [done]);
    response.send('done');
  });
  const server = await listen(app);

  await fetch(server.origin);
  // Whoever asks for the figures makes the sample that the report then tells.
  await monitor.performance();
  await server.close();
  await pool.end();
  await monitor.stop();
  await ingest.close();
  await database.drop();

  const [report] = ingest.reports;
  expect(report?.pools).toMatchObject([{ name: 'main', size: 2, maxOverflow: 1, timeouts: 0 }]);
  expect(report?.pools?.[0]?.acquireMs?.n).toBe(12);
  expect(report?.system?.rssBytes).toBeGreaterThan(1_000_000);
  expect(report?.system?.memoryTotalBytes).toBeGreaterThan(1_000_000);
  expect(report?.n1).toMatchObject([{ where: 'GET /', mostRuns: 12, allowedBecause: 'on purpose' }]);
  expect(report?.budgets?.map(({ name, state }) => [name, state])).toEqual([
    ['api', 'not enough data'],
    ['query', 'not enough data'],
    ['cache', 'not enough data'],
    ['upload', 'not enough data'],
  ]);
  expect(report?.latest).toMatchObject([{ method: 'GET', route: '/', n: 1, errors: 0 }]);
  expect(ingest.reports.slice(1).every((later) => later.system === undefined)).toBe(true);
  // Allowed: no reason to keep a trace for that.
  expect(report?.traces?.[0]?.kept).toBe('sampled');
});
