import { Agent, get } from 'node:http';
import express from 'express';
import { expect, it } from 'vitest';
import { createMonitor } from '../index.ts';
import { createTestDatabase } from '../test-database.ts';
import { listen, listenAsIngest } from '../test-server.ts';

const requests = 10_000;
const clients = 64;

it('counts exactly for 10,000 requests, 64 at once on 5 connections', async () => {
  const database = await createTestDatabase();
  const ingest = await listenAsIngest();
  const monitor = createMonitor({
    service: 'test',
    endpoint: ingest.origin,
    token: 't',
    traceRatio: 0.01,
    systemEveryMs: 0,
  });
  const pool = monitor.createPool({ connectionString: database.url, size: 5, overflow: 0 });
  const app = express().use(monitor.express());
  app.get('/:n', (request, response) => {
    let left = Number(request.params.n);
    // Callbacks and promises in turn: the two forms lose their context in different places.
    const next = (): void => {
      if (left-- <= 0) response.end();
      else if (left % 2 === 0) pool.query('select 1', next);
      else void pool.query('select $1::int', [left]).then(next);
    };
    next();
  });
  const server = await listen(app);
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const ask = (path: string) =>
    new Promise<number>((done, fail) => {
      get(`${server.origin}${path}`, { agent }, (answer) => {
        answer.resume();
        const timing = String(answer.headers['server-timing']);
        answer.on('end', () => done(Number(/db;dur=[\d.]+;desc="(\d+)"/.exec(timing)?.[1])));
      }).on('error', fail);
    });

  let wrong = 0;
  let expected = 0;
  let next = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < requests) {
        const statements = next++ % 4;
        expected += statements;
        if ((await ask(`/${statements}`)) !== statements) wrong++;
      }
    }),
  );
  const { endpoints, database: figures } = await monitor.performance();
  agent.destroy();
  await server.close();
  await monitor.stop();
  await pool.end();
  await ingest.close();
  await database.drop();

  expect(wrong).toBe(0);
  expect(endpoints).toMatchObject([{ route: '/:n', count: requests, sqlCount: expected, errors: 0 }]);
  expect(figures.pools[0]).toMatchObject({ acquired: expected, created: 5, timeouts: 0 });
  const told = ingest.reports.flatMap((report) => report.endpoints ?? []);
  expect(told.reduce((sum, { count }) => sum + count, 0)).toBe(requests);
  expect(told.reduce((sum, { sqlCount }) => sum + (sqlCount ?? 0), 0)).toBe(expected);
  expect(monitor.health().faults).toBe(0);
}, 120_000);
