import { once } from 'node:events';
import express from 'express';
import type { PoolClient } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createMonitor, type MonitoredPool, type MonitoredPoolConfig, PoolTimeoutError } from '../index.ts';
import { createTestDatabase } from '../test-database.ts';
import { listen, until } from '../test-server.ts';
import { judgeConnections } from './connection-limit.ts';
import { jitterLifetime, planPool } from './pool-config.ts';

describe('a pool with overflow', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const open: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  type Line = { message: string } & Record<string, unknown>;

  function start(config: MonitoredPoolConfig = {}) {
    const lines: Line[] = [];
    const logger = {
      warn: (fields: Record<string, unknown>, message: string) => void lines.push({ ...fields, message }),
    };
    const monitor = createMonitor({ service: 'test', logger });
    const pool = monitor.createPool({ connectionString: database.url, ...config });
    pool.on('error', () => {});
    open.push(
      () => pool.end(),
      () => monitor.stop(),
    );
    return { monitor, pool, lines };
  }

  const pidOf = async (pool: MonitoredPool): Promise<number> =>
    (await pool.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid as number;

  it('does not log in again after 100 unique violations', async () => {
    const { pool } = start({ size: 1, overflow: 0 });
    await pool.query('create table once_only (id int primary key)');
    await pool.query('insert into once_only values (1)');
    const pid = await pidOf(pool);

    for (let done = 0; done < 100; done++) {
      await expect(pool.query('insert into once_only values ($1)', [1])).rejects.toMatchObject({
        code: '23505',
      });
    }

    expect(await pidOf(pool)).toBe(pid);
    expect(pool.stats()).toMatchObject({ created: 1, destroyed: { error: 0 } });
  });

  it.each([
    ['22012', 'select 1 / 0'],
    ['22P02', "select 'x'::int"],
    ['23502', 'insert into pg_temp.filled values (null)'],
    ['40001', 'select pg_temp.fail_with_40001()'],
    ['42703', 'select nonsense'],
    ['42601', 'selec'],
    ['57014', 'select pg_sleep(60)'],
  ])('keeps its connection after %s', async (code, text) => {
    const { pool } = start({ size: 1, overflow: 0, statementTimeoutMs: 200 });
    await pool.query('create temp table filled (a int not null)');
    await pool.query(
      `create function pg_temp.fail_with_40001() returns void language plpgsql
       as $$ begin raise serialization_failure; end $$`,
    );
    const pid = await pidOf(pool);

    await expect(pool.query(text)).rejects.toMatchObject({ code });

    expect(await pidOf(pool)).toBe(pid);
  });

  it.each([
    ['57P01', 'select pg_terminate_backend(pg_backend_pid())'],
    ['22012', 'begin; select 1 / 0'],
  ])('gives its connection up after %s of %s', async (code, text) => {
    const { pool } = start({ size: 1, overflow: 0 });
    const pid = await pidOf(pool);

    await expect(pool.query(text)).rejects.toMatchObject({ code });

    expect(await pidOf(pool)).not.toBe(pid);
    expect(pool.stats().destroyed.error + pool.stats().destroyed.lost).toBe(1);
  });

  it('gives a connection up when the host says so', async () => {
    const { pool } = start({ size: 1, overflow: 0 });
    const client = await pool.connect();

    client.release(Object.assign(new Error('ordinary'), { code: '23505' }));

    await until(() => pool.stats().destroyed.error === 1);
    expect(pool.totalCount).toBe(0);
  });

  it('opens overflow for a burst and closes it soon after', async () => {
    const { pool } = start({ size: 4, overflow: 8, overflowIdleMs: 20 });

    const held = await Promise.all(Array.from({ length: 12 }, () => pool.connect()));
    const during = pool.stats();
    for (const client of held) client.release();
    await until(() => pool.stats().destroyed.idle === 8);

    expect(during).toMatchObject({ total: 12, inUse: 12, idle: 0, overflow: 8, createdAsOverflow: 8 });
    expect(pool.stats()).toMatchObject({ total: 4, inUse: 0, idle: 4, overflow: 0, created: 12 });
    expect(pool.stats().acquireMs?.n).toBe(12);
    expect(pool.stats().holdMs?.n).toBe(12);
  });

  it('goes from 20 to 60 and back to 20 connections as production does', async () => {
    const { pool } = start({ size: 20, overflow: 40, overflowIdleMs: 50 });
    const wave = (count: number) =>
      Promise.all(Array.from({ length: count }, () => pool.query('select pg_sleep(0.2)')));

    await wave(20);
    const before = pool.totalCount;
    const burst = wave(60);
    await until(() => pool.totalCount === 60);
    const during = pool.totalCount;
    await burst;
    await until(() => pool.totalCount === 20);

    expect([before, during]).toEqual([20, 60]);
  });

  it('names the holders when nobody else gets a connection', async () => {
    const { monitor, pool } = start({ size: 1, overflow: 0, acquireTimeoutMs: 1_000 });
    const app = express();
    app.use(monitor.express());
    const held: PoolClient[] = [];
    app.get('/articles/:slug', async (_request, response) => {
      held.push(await pool.connect());
      response.send('kept');
    });
    const server = await listen(app);
    open.unshift(() => server.close());
    await fetch(`${server.origin}/articles/one`);

    const error = await pool.query('select 1').catch((caught: unknown) => caught);
    const held2 = await pool.connect().catch((caught: unknown) => caught);
    held[0]?.release();

    expect(error).toBeInstanceOf(PoolTimeoutError);
    expect(held2).toBeInstanceOf(PoolTimeoutError);
    expect((error as Error).message).toMatch(
      /^No database connection came free within 1000 ms: 1 of 1 are open, 0 more wait\. Held longest: GET \/articles\/:slug at sdk\/node\/src\/pg\/pool-limits\.test\.ts:\d+ for \d+\.\d s\.$/,
    );
    expect(error).toMatchObject({ code: 'POOL_TIMEOUT', holders: [{ where: 'GET /articles/:slug' }] });
    expect(pool.stats()).toMatchObject({ timeouts: 2, connectFailures: 0 });
  });

  it('names the statement when the pool itself holds the connection', async () => {
    const { pool } = start({ size: 1, overflow: 0, acquireTimeoutMs: 1_000 });

    const long = pool.query("select pg_sleep(2.5), 'secret'");
    const error = await pool.query('select 1').catch((caught: Error) => caught.message);
    await long;

    expect(error).toMatch(/outside of a request running "select pg_sleep\(\?\), \?" for/);
  });

  it('warns once of a connection that is not given back', async () => {
    const { pool, lines } = start({ size: 1, overflow: 0, leakAfterMs: 30 });
    const client = await pool.connect();

    await until(() => pool.stats().leaks === 1);
    await new Promise((later) => setTimeout(later, 60));
    client.release();

    expect(lines).toMatchObject([
      {
        message: expect.stringMatching(/not given back: outside of a request at .*pool-limits\.test\.ts:\d+/),
      },
    ]);
    expect(pool.stats().leaks).toBe(1);
  });

  it('replaces a connection at the end of its life', async () => {
    const { pool } = start({ size: 1, overflow: 0, maxLifetimeMs: 60 });
    const pid = await pidOf(pool);

    await until(() => pool.stats().destroyed.lifetime === 1);

    expect(await pidOf(pool)).not.toBe(pid);
  });

  it('spreads lifetimes over a fifth of an hour', () => {
    const lives = [0, 0.25, 0.5, 0.75, 0.999].map((random) => jitterLifetime(3_600_000, () => random));

    expect(lives[0]).toBe(3_240_000);
    expect(lives.at(-1)).toBeLessThanOrEqual(3_960_000);
    expect(new Set(lives).size).toBe(5);
  });

  it('counts a connection that the server ended as lost', async () => {
    const { pool } = start({ size: 2, overflow: 0 });
    const [one, other] = await Promise.all([pool.connect(), pool.connect()]);
    const pid = (await one.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid;
    one.release();

    const lost = once(pool, 'error');
    await other.query('select pg_terminate_backend($1)', [pid]);
    await lost;
    other.release();

    await until(() => pool.stats().destroyed.lost === 1);
  });

  it('warns when all instances together may ask for more than the server allows', async () => {
    const { pool, lines } = start({ size: 2, overflow: 3, instances: 100_000 });

    await pool.query('select 1');
    await until(() => lines.length > 0);

    expect(lines[0]?.message).toMatch(
      /^100000 × 5 = 500000 connections may be opened, but the server allows/,
    );
    expect(pool.stats().created).toBe(1);
    expect(judgeConnections(2, 30, { allowed: 100, reserved: 3 })).toBeUndefined();
  });

  it('shows where it stands after a reset, but forgets what was', async () => {
    const { pool } = start({ size: 1 });
    await pool.query('select 1');

    pool.resetStats();

    expect(pool.stats()).toMatchObject({ total: 1, created: 0, acquired: 0 });
    expect(pool.stats().acquireMs).toBeUndefined();
  });
});

describe('planPool', () => {
  it.each([
    ['production', 20, 60],
    ['staging', 10, 30],
    ['development', 5, 15],
    ['constructor', 5, 15],
  ])('has a preset for %s', (environment, min, max) => {
    const { pgConfig } = planPool({}, environment);

    expect(pgConfig).toMatchObject({
      min,
      max,
      connectionTimeoutMillis: 30_000,
      statement_timeout: 30_000,
      idleTimeoutMillis: 2_000,
    });
  });

  it("takes pg's own words, and ours before them", () => {
    expect(planPool({ max: 7 }, 'production').pgConfig).toMatchObject({ min: 7, max: 7 });
    expect(planPool({ size: 2, overflow: 1, max: 50 }, 'production').pgConfig).toMatchObject({
      min: 2,
      max: 3,
    });
    expect(planPool({ statement_timeout: 5, statementTimeoutMs: 9 }, '').pgConfig.statement_timeout).toBe(9);
  });
});
