/** How much room everything takes, and how long it is kept. */
import type { StorageFigures } from '../store.ts';
import type { Database } from './database.ts';
import { type Partitioned, partitioned } from './partitions.ts';
import { rows, sql } from './sql.ts';

const dayMs = 86_400_000;
/** What a day adds is the mean of so many. */
const recentMs = 7 * dayMs;

export async function readStorage(db: Database): Promise<StorageFigures> {
  const { retention } = db;
  const keptDays: Record<Partitioned, number> = {
    views: retention.views,
    view_details: retention.details,
    traces: retention.reports,
    reports: retention.reports,
    system_samples: retention.reports,
    hour_columns: retention.views,
    hour_rollups: retention.views,
    hour_parts: retention.views,
    day_rollups: retention.rollups,
    day_parts: retention.rollups,
    week_rollups: retention.rollups,
    week_parts: retention.rollups,
  };
  const found = await rows<{ name: string; bytes: string; rows: string | null }>(
    db.pool,
    sql`
    select coalesce(parent.relname, class.relname) as name,
      sum(pg_total_relation_size(class.oid))::bigint as bytes,
      sum(class.reltuples) filter (where class.reltuples >= 0)::bigint as rows
    from pg_class class
    left join pg_inherits inherits on inherits.inhrelid = class.oid
    left join pg_class parent on parent.oid = inherits.inhparent
    where class.relnamespace = 'public'::regnamespace and class.relkind = 'r'
    group by 1
    order by bytes desc`,
  );
  const tables = found.map(({ name, bytes, rows: count }) => ({
    table: name,
    bytes: Number(bytes),
    ...(count !== null && { rows: Number(count) }),
    ...(name in partitioned && { keptDays: keptDays[name as Partitioned] }),
  }));
  const bytesOf = (...names: string[]): number =>
    tables.reduce((sum, { table, bytes }) => sum + (names.includes(table) ? bytes : 0), 0);
  // By when they came: what browsers held back is dated to days before this installation.
  const from = new Date(db.nowMs() - recentMs);
  const [counted] = await rows<{ views: string; details: string; recent: string; since: Date | null }>(
    db.pool,
    sql`
    select (select count(*) from views) as views, (select count(*) from view_details) as details, recent, since
    from (
      select count(*) as recent, min(received_at) as since
      from views
      where started_at >= ${from} and received_at >= ${from}
    ) as lately`,
  );
  const sinceMs = counted?.since?.getTime() ?? db.nowMs();
  const recentDays = Math.max(1, (db.nowMs() - sinceMs) / dayMs);
  const views = Number(counted?.views ?? 0);
  const details = Number(counted?.details ?? 0);
  return {
    tables,
    totalBytes: tables.reduce((sum, { bytes }) => sum + bytes, 0),
    ...(views > 0 && { bytesPerView: bytesOf('views') / views }),
    ...(details > 0 && { bytesPerViewDetail: bytesOf('view_details') / details }),
    ...(views > 0 && {
      rollupBytesPerView:
        bytesOf(
          'hour_columns',
          ...(['hour', 'day', 'week'] as const).flatMap((step) => [`${step}_rollups`, `${step}_parts`]),
        ) / views,
    }),
    viewsPerDay: Number(counted?.recent ?? 0) / recentDays,
  };
}
