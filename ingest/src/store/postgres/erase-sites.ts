/** Erases what deleted sites have stored, a bounded piece at a time, so that no statement holds a table for long. */
import type pg from 'pg';
import { proveTerm } from './jobs.ts';
import { rows, run, sql, transaction } from './sql.ts';

/** Every table with a `site_id` that no foreign key empties. */
const tables = [
  'views',
  'view_details',
  'traces',
  'statements',
  'reports',
  'dead_letters',
  'learned_routes',
  'route_groups',
  'refusals',
] as const;

const rowsAtOnce = 10_000;

export async function eraseDeletedSites(pool: pg.Pool, term: number): Promise<void> {
  const sites = await rows<{ id: string }>(pool, sql`select site_id as id from erasures`);
  for (const { id } of sites) {
    for (const table of tables) await eraseFrom(pool, table, id, term);
  }
  // What the doors had taken before the end may still come out of a spool: it is erased by a later round.
  await run(pool, sql`delete from erasures where requested_at < now() - interval '10 minutes'`);
}

async function eraseFrom(
  pool: pg.Pool,
  table: (typeof tables)[number],
  site: string,
  term: number,
): Promise<void> {
  // A row address may occur in several partitions; the site stands beside it, so nothing else can be hit.
  const text = `
    delete from ${table}
    where site_id = $1 and ctid = any(array(select ctid from ${table} where site_id = $1 limit $2))`;
  for (;;) {
    const erased = await transaction(pool, async (client) => {
      await proveTerm(client, term);
      return await run(client, { text, values: [site, rowsAtOnce] });
    });
    if (erased === 0) return;
  }
}
