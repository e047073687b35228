import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMonitor, type MonitoredPool } from '../index.ts';
import { createTestDatabase } from '../test-database.ts';
import { toParameters } from './explain.ts';
import { toFingerprint } from './fingerprint.ts';

describe('explain', () => {
  const monitor = createMonitor({ service: 'test', systemEveryMs: 0 });
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let pool: MonitoredPool;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = monitor.createPool({ connectionString: database.url, size: 1, overflow: 0 });
    await pool.query(
      `create table things as
       select n as id, n % 1000 as "group", n % 3 as kind, 'thing ' || n as name from generate_series(1, 20000) n`,
    );
    await pool.query('analyze things');
  });
  afterAll(async () => {
    await pool.end();
    await monitor.stop();
    await database.drop();
  });

  it('suggests an index where a scan throws most rows away, equality first', async () => {
    const found = await monitor.explain(pool, `select * from things where id > ? and "group" = $1`);

    expect(found).toMatchObject({
      ok: true,
      hints: [{ table: 'public.things', rowsInTable: 20_000, suggestion: expect.any(String) }],
    });
    expect(found.ok && found.hints[0]?.suggestion).toBe('create index on public.things ("group", "id")');
    expect(found.ok && found.hints[0]?.planCostWithIndex).toBeUndefined();
  });

  it('suggests none where the scan is right', async () => {
    for (const text of ['select * from things', 'select * from things where kind = $1']) {
      expect(await monitor.explain(pool, text)).toMatchObject({ ok: true, hints: [] });
    }
  });

  it('finds a statement by the fingerprint that the monitor shows', async () => {
    await pool.query('select name from things where id = 17');
    const fingerprint = toFingerprint('select name from things where id = ?');

    const found = await monitor.explain(pool, fingerprint);

    expect(found).toMatchObject({ ok: true, hints: [{ suggestion: expect.stringContaining('"id"') }] });
  });

  it('runs nothing, and leaves the connection as it was', async () => {
    await monitor.explain(pool, 'delete from things where id > ?');
    await monitor.explain(pool, 'insert into things values ($1, $2, $3, $4), …');

    const { rows } = await pool.query('select count(*)::int as n from things');
    expect(rows).toEqual([{ n: 20_000 }]);
    expect(pool.stats()).toMatchObject({ created: 1, inUse: 0 });
  });

  it.each([
    ['begin', 'only select, insert, update and delete have plans'],
    ['select nonsense', '42703'],
    ['select date ?', '42601'],
  ])('refuses %s', async (text, because) => {
    expect(await monitor.explain(pool, text)).toEqual({ ok: false, because });
  });

  it('asks hypopg what the plan would cost, where it is there, and leaves nothing of it', async () => {
    // The extension is not in every PostgreSQL: this one makes the index for real, in the transaction rolled back. What a
    // sequence counted stays.
    await pool.query(
      `create function hypopg_create_index(statement text) returns void language plpgsql
       as $$ begin execute statement; end $$;
       create sequence resets;
       create function hypopg_reset() returns void language plpgsql
       as $$ begin perform nextval('resets'); end $$`,
    );

    const found = await monitor.explain(pool, 'select * from things where id = $1');

    const [hint] = found.ok ? found.hints : [];
    expect(hint?.planCostWithIndex).toBeLessThan((hint?.planCost ?? 0) / 5);
    const { rows } = await pool.query("select 1 from pg_indexes where tablename = 'things'");
    expect(rows).toEqual([]);
    const resets = await pool.query('select is_called from resets');
    expect(resets.rows).toEqual([{ is_called: true }]);
  });
});

it('turns what was left out back into parameters', () => {
  expect(toParameters('select * from a where b = $2 and c in (…) limit ?')).toBe(
    'select * from a where b = $2 and c in ($3) limit $4',
  );
  expect(toParameters('insert into a values ($1, ?), …')).toBe('insert into a values ($1, $2)');
});
