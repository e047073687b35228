/** Which rollups an answer may be read from. */
import type pg from 'pg';
import { type Step, stepMs } from '../buckets.ts';
import type { TimeRange } from '../store.ts';
import type { Database } from './database.ts';
import { rows, sql } from './sql.ts';

/** Those that are over and not stale, nor made of something stale. */
export async function readUsable(
  db: Database,
  client: Pick<pg.Pool, 'query'>,
  site: number,
  range: TimeRange,
): Promise<(step: Step, atMs: number) => boolean> {
  const nowMs = db.nowMs();
  const stale = await rows<{ bucket: Date; step: Step }>(
    client,
    sql`
    select distinct step, bucket
    from stale_buckets
    where site = ${site} and bucket >= ${new Date(range.fromMs - 7 * 86_400_000)} and bucket < ${new Date(range.toMs)}`,
  );
  const spans = stale.map(({ bucket, step }) => ({ fromMs: bucket.getTime(), step }));
  return (step, atMs) => {
    const endMs = atMs + stepMs[step];
    if (endMs > nowMs) return false;
    // A stale week does not spoil its days.
    const finerThan = { hour: ['hour'], day: ['hour', 'day'], week: ['hour', 'day', 'week'] }[step];
    return !spans.some(({ fromMs, step }) => fromMs >= atMs && fromMs < endMs && finerThan.includes(step));
  };
}
