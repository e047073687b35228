import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMonitor, type MonitoredPool } from '../index.ts';
import { createTestDatabase } from '../test-database.ts';
import { listenAsIngest, type TestIngest } from '../test-server.ts';

describe('a slow statement', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let nowMs = 0;
  const clock = { nowMs: () => nowMs, unixMs: () => Date.now() };
  const pools: MonitoredPool[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    for (const pool of pools) await pool.end();
    await database.drop();
  });

  /** Every statement counts as slow; a plan needs a connection that is idle, so the first run has none. */
  async function start(explainSlow?: boolean) {
    const ingest = await listenAsIngest();
    const monitor = createMonitor({
      service: 'test',
      endpoint: ingest.origin,
      token: 'secret',
      reportEveryMs: 20,
      systemEveryMs: 0,
      slowQueryMs: 0,
      clock,
      ...(explainSlow !== undefined && { explainSlow }),
    });
    const pool = monitor.createPool({ connectionString: database.url, size: 2, overflow: 0 });
    pools.push(pool);
    await Promise.all([pool.query('select 1'), pool.query('select 1')]);
    return { ingest, monitor, pool };
  }

  /** What was found leaves with the next report, and a report wants something that ran. */
  async function reportsUntil(pool: MonitoredPool, isSo: () => boolean): Promise<void> {
    for (let time = 0; time < 500 && !isSo(); time += 1) {
      await pool.query('select 1');
      await sleep(10);
    }
    expect(isSo()).toBe(true);
  }

  const plansOf = (ingest: TestIngest) => ingest.reports.flatMap(({ plans }) => plans ?? []);

  it('is told with its plan and an index hint, once an hour, and no plan is a statement of the host', async () => {
    const { ingest, monitor, pool } = await start();
    await pool.query(
      `create table rows_of_many as select n as id, n % 7 as kind from generate_series(1, 20000) n`,
    );
    await pool.query('analyze rows_of_many');
    const ask = async () => {
      nowMs += 20_000;
      await pool.query('select * from rows_of_many where id = 17');
      nowMs += 20_000;
      await pool.query('select 1');
    };
    const hinted = () => plansOf(ingest).filter(({ hints }) => hints.length > 0);

    await ask();
    await reportsUntil(pool, () => hinted().length === 1);
    for (let time = 0; time < 3; time += 1) await ask();
    nowMs += 3_600_000;
    await ask();
    await reportsUntil(pool, () => hinted().length === 2);

    expect(hinted()[0]?.plan).toMatch(
      /^Seq Scan on public\.rows_of_many \(cost [\d.]+, rows \d+\)\n {4}Filter: /,
    );
    expect(hinted()[0]?.plan).not.toContain('17');
    expect(hinted()[0]?.hints).toMatchObject([{ suggestion: 'create index on public.rows_of_many ("id")' }]);
    const texts = ingest.reports.flatMap(({ queries }) => queries ?? []).map(({ statement }) => statement);
    expect(texts.filter((text) => /explain|pg_class|rollback/i.test(text ?? ''))).toEqual([]);
    expect(monitor.health().faults).toBe(0);
    await monitor.stop();
    await ingest.close();
  });

  it('is not looked into when the host does not want it', async () => {
    const { ingest, monitor, pool } = await start(false);
    for (let time = 0; time < 5; time += 1) {
      nowMs += 20_000;
      await pool.query('select 2');
    }
    await monitor.stop();
    expect(plansOf(ingest)).toEqual([]);
    await ingest.close();
  });
});
