/** Who leads, and what a leader deletes. Every write of a job proves its term first. */
import type pg from 'pg';
import { type Db, rows, run, sql } from './sql.ts';

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

/** Deletes what nobody may ask for any more. */
export async function tidy(client: pg.PoolClient, term: number): Promise<void> {
  await proveTerm(client, term);
  await run(client, sql`delete from sessions where expires_at < now()`);
  await run(client, sql`delete from route_groups where day < current_date - 40`);
  await run(client, sql`delete from refusals where hour < now() - interval '90 days'`);
  await run(client, sql`delete from dead_letters where received_at < now() - interval '30 days'`);
}
