import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate } from '../db/migrate.ts';
import { createTestDatabase } from '../test-database.ts';
import { problemHandler } from './problem.ts';
import { limitRate } from './rate-limit.ts';
import { createSharedRate } from './shared-rate.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let pool: Pool;
const faults: unknown[] = [];
const onFault = (error: unknown) => faults.push(error);
beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
  pool = new Pool({ connectionString: database.url });
});
afterAll(async () => {
  expect(faults).toEqual([]);
  await pool.end();
  await database.drop();
});

it('tells what is left, refuses an address beyond its rate, and nobody else', async () => {
  const app = express();
  app.set('trust proxy', 1);
  app.use(limitRate(pool, { perMinute: 3, onFault }), (_request, response) => {
    response.json({});
  });
  app.use(problemHandler({ traceId: () => undefined, onBug: () => {} }));
  const server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = (from?: string) => fetch(origin, { headers: from ? { 'x-forwarded-for': from } : {} });

  const answers: Response[] = [];
  for (let count = 0; count < 4; count++) answers.push(await ask('203.0.113.7'));

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
  expect(answers[0]?.headers.get('ratelimit')).toMatch(/r=2/);
  expect(answers[0]?.headers.get('ratelimit-policy')).toMatch(/q=3; w=60/);
  expect(answers[3]?.headers.get('retry-after')).toBe('60');
  expect(await answers[3]?.json()).toMatchObject({ code: 'too_many_requests' });
  expect((await ask('203.0.113.8')).status).toBe(200);
  for (let count = 0; count < 5; count++) expect((await ask()).status, 'this machine itself').toBe(200);
  server.closeAllConnections();
  server.close();
});

it('counts what other processes let in, and loses no count while the database is away', async () => {
  let isAway = false;
  const db = {
    query: (...asked: Parameters<Pool['query']>) =>
      isAway ? Promise.reject(new Error('away')) : pool.query(...asked),
  } as Pool;
  const options = { windowMs: 600_000, isExempt: (address: string) => address === 'here', onFault };
  const [one, other] = [createSharedRate(db, options), createSharedRate(pool, options)];
  const ask = async (rate: typeof one, address: string) => (await rate.increment(address)).totalHits;

  for (const expected of [1, 2, 3]) expect(await ask(one, 'a')).toBe(expected);
  await one.sync();
  expect(await ask(other, 'a'), 'not asked yet').toBe(1);
  await other.sync();
  expect(await ask(other, 'a')).toBe(5);
  expect(await ask(other, 'b')).toBe(1);

  isAway = true;
  for (const expected of [4, 5]) expect(await ask(one, 'a')).toBe(expected);
  await expect(one.sync()).rejects.toThrow('away');
  isAway = false;
  expect(await ask(one, 'a')).toBe(6);
  await Promise.all([one.sync(), other.sync()]);
  await ask(other, 'a');
  await other.sync();
  expect(await ask(other, 'a'), '3 and 3 here, 3 there, and this one').toBe(10);

  await ask(one, 'here');
  await one.sync();
  await ask(other, 'here');
  await other.sync();
  expect(await ask(other, 'here'), 'what is exempt is nobody else’s to know').toBe(2);
});

it('begins anew when the window is over, in every process', async () => {
  const options = { windowMs: 1, isExempt: () => false, onFault };
  const [one, other] = [createSharedRate(pool, options), createSharedRate(pool, options)];
  for (const rate of [one, other]) {
    await rate.increment('c');
    await rate.sync();
    await new Promise((done) => setTimeout(done, 5));
  }

  expect((await one.increment('c')).totalHits).toBe(1);
  const { rows } = await pool.query('select max(hits) from cms.hits where resets_at < now()');
  expect(rows[0].max).toBe(1);
});
