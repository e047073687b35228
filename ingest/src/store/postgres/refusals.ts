/** Counts of what the doors refused, by site, hour and reason. */
import { type Db, run, sql } from './sql.ts';

export async function countRefusals(
  db: Db,
  refusals: { site: string; hourMs: number; reason: string; count: number }[],
): Promise<void> {
  if (refusals.length === 0) return;
  await run(
    db,
    sql`
    insert into refusals (site_id, hour, reason, count)
    select site_id, hour, reason, sum(count)
    from unnest(
      ${refusals.map(({ site }) => site)}::text[],
      ${refusals.map(({ hourMs }) => new Date(hourMs))}::timestamptz[],
      ${refusals.map(({ reason }) => reason)}::text[],
      ${refusals.map(({ count }) => count)}::bigint[]
    ) as told (site_id, hour, reason, count)
    group by site_id, hour, reason
    order by site_id, hour, reason
    on conflict (site_id, hour, reason) do update set count = refusals.count + excluded.count`,
  );
}
