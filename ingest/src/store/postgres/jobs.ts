/** Who leads, and what a leader deletes. Every write of a job proves its term first. */
import type pg from 'pg';
import type { Database } from './database.ts';
import { dropPartitions, type Partitioned } from './partitions.ts';
import { type Db, rows, run, sql, transaction } from './sql.ts';

const dayMs = 86_400_000;

export async function lead(db: Db, holder: string, leaseMs: number): Promise<number | undefined> {
  const [row] = await rows<{ term: string }>(
    db,
    sql`
    update job_leader set
      term = case when holder = ${holder} then term else term + 1 end,
      holder = ${holder},
      lease_until = clock_timestamp() + ${leaseMs}::int * interval '1 ms'
    where holder = ${holder} or lease_until < clock_timestamp()
    returning term`,
  );
  return row ? Number(row.term) : undefined;
}

export async function stepDown(db: Db, holder: string): Promise<void> {
  await run(db, sql`update job_leader set lease_until = '-infinity' where holder = ${holder}`);
}

/** First statement of a job's transaction: holds the row, so that no new leader starts in the middle. */
export async function proveTerm(client: pg.PoolClient, term: number): Promise<void> {
  const proven = await rows(client, sql`select 1 from job_leader where term = ${term} for share`);
  if (proven.length === 0) throw new Error(`Term ${term} is over: another process leads now.`);
}

/** Deletes what nobody may ask for any more, and makes room for tomorrow. Throws when the term is over. */
export async function tidy(db: Database, term: number): Promise<void> {
  const today = Math.floor(db.nowMs() / dayMs) * dayMs;
  const { retention } = db;
  await transaction(db.pool, async (client) => {
    await proveTerm(client, term);
    await run(client, sql`delete from sessions where expires_at < now()`);
    await run(client, sql`delete from route_groups where day < current_date - 40`);
    await run(client, sql`delete from refusals where hour < now() - interval '90 days'`);
    await run(client, sql`delete from dead_letters where received_at < now() - interval '30 days'`);
    await run(client, sql`delete from late_views where arrived_at < now() - interval '30 days'`);
    await run(client, sql`delete from n1_findings where last_seen < now() - interval '30 days'`);
    await run(client, sql`delete from latest_processes where told_at < now() - interval '1 day'`);
  });
  await drop(db, term, ['views'], today - retention.views * dayMs);
  await drop(db, term, ['hour_columns'], today - retention.views * dayMs);
  await drop(db, term, ['hour_rollups', 'hour_parts'], db.hoursFromMs());
  await drop(db, term, ['view_details'], today - retention.details * dayMs);
  await drop(db, term, ['reports', 'traces', 'system_samples'], today - retention.reports * dayMs);
  await drop(
    db,
    term,
    ['day_rollups', 'day_parts', 'week_rollups', 'week_parts'],
    today - retention.rollups * dayMs,
  );
  await db.partitions.ensure('views', [today, today + dayMs]);
  await db.partitions.ensure('view_details', [today, today + dayMs]);
}

/** Dropping a table waits for every reader of it, and every new reader would wait behind: give up soon, come back. */
async function drop(db: Database, term: number, tables: Partitioned[], beforeMs: number): Promise<void> {
  for (const table of tables) {
    await transaction(db.pool, async (client) => {
      await proveTerm(client, term);
      await client.query(`set local lock_timeout = '2s'`);
      await dropPartitions(client, table, await keptFrom(client, table, beforeMs));
    });
  }
}

/** Views whose rollup is still owed stay: they are the only ones who know. */
async function keptFrom(client: pg.PoolClient, table: Partitioned, beforeMs: number): Promise<number> {
  if (table !== 'views') return beforeMs;
  const [oldest] = await rows<{ bucket: Date | null }>(
    client,
    sql`select min(bucket) as bucket from stale_buckets where step = 'hour'`,
  );
  return Math.min(beforeMs, oldest?.bucket?.getTime() ?? beforeMs);
}
