/** The views of one visit are forgotten on request; what is counted changes with them. */
import type { Database } from './database.ts';
import { run, sql, transaction } from './sql.ts';

export async function eraseVisit(db: Database, site: string, visitId: string): Promise<number> {
  const number = await db.sites.one(site);
  return await transaction(db.pool, async (client) => {
    const erased = await client.query<{ view_id: string }>(
      `with erased as (
        delete from views where site = $1 and visit_id = $2 returning view_id, started_at
      ), stale as (
        insert into stale_buckets (step, site, bucket)
        select distinct 'hour', $1::int, date_trunc('hour', started_at, 'UTC') from erased
      )
      select view_id from erased`,
      [number, visitId],
    );
    const ids = erased.rows.map(({ view_id }) => view_id);
    await run(client, sql`delete from view_details where site = ${number} and view_id = any(${ids}::uuid[])`);
    return ids.length;
  });
}

/** Every hour that raw views can still make anew. */
export async function markStale(db: Database, site: string): Promise<void> {
  await run(
    db.pool,
    sql`
    insert into stale_buckets (step, site, bucket)
    select distinct 'hour', site, date_trunc('hour', started_at, 'UTC')
    from views
    where site = ${await db.sites.one(site)}`,
  );
}
