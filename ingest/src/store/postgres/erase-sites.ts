/** Erases what deleted sites have stored, a bounded piece at a time, so that no statement holds a table for long. */
import type pg from 'pg';
import { proveTerm } from './jobs.ts';
import { partitioned } from './partitions.ts';
import { rows, run, sql, transaction } from './sql.ts';

/** Every table with rows of a site that no foreign key empties: by its number, or by its name. */
const tables: [table: string, column: 'site' | 'site_id'][] = [
  ...[
    ...Object.keys(partitioned),
    'late_views',
    'statements',
    'n1_findings',
    'latest_requests',
    'latest_processes',
    'stale_buckets',
  ].map((table): [string, 'site'] => [table, 'site']),
  ['dead_letters', 'site_id'],
  ['learned_routes', 'site_id'],
  ['route_groups', 'site_id'],
  ['refusals', 'site_id'],
];

const rowsAtOnce = 10_000;

export async function eraseDeletedSites(pool: pg.Pool, term: number): Promise<void> {
  const sites = await rows<{ id: string; number: number }>(
    pool,
    sql`select site_id as id, site as number from erasures`,
  );
  for (const { id, number } of sites) {
    for (const [table, column] of tables) {
      await eraseFrom(pool, { table, column, value: column === 'site' ? number : id }, term);
    }
  }
  // What the doors had taken before the end may still come out of a spool: it is erased by a later round.
  await run(pool, sql`delete from erasures where requested_at < now() - interval '10 minutes'`);
}

async function eraseFrom(
  pool: pg.Pool,
  { table, column, value }: { table: string; column: string; value: string | number },
  term: number,
): Promise<void> {
  // A row address may occur in several partitions; the site stands beside it, so nothing else can be hit.
  const text = `
    delete from ${table}
    where ${column} = $1 and ctid = any(array(select ctid from ${table} where ${column} = $1 limit $2))`;
  for (;;) {
    const erased = await transaction(pool, async (client) => {
      await proveTerm(client, term);
      return await run(client, { text, values: [value, rowsAtOnce] });
    });
    if (erased === 0) return;
  }
}
