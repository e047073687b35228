/** Distributions from the views themselves: column by column for whole hours, row by row for the rest. */
import type pg from 'pg';
import { cover } from '../buckets.ts';
import type { Dimension } from '../metrics.ts';
import type { MeasureQuestion, TimeRange } from '../store.ts';
import type { Database } from './database.ts';
import { areInColumns, readColumns } from './hour-columns.ts';
import type { Groups } from './measured-groups.ts';
import { readUsable } from './usable-rollups.ts';
import { dimensionColumn } from './view-columns.ts';
import { rawCondition, type Wanted } from './view-filters.ts';
import { type Condition, readViewNumbers } from './view-rows.ts';

export async function addViews(
  db: Database,
  client: pg.PoolClient,
  groups: Groups,
  site: number,
  question: MeasureQuestion,
  wanted: Wanted,
): Promise<{ values: number; range: TimeRange }> {
  const range = { ...question.range, fromMs: Math.max(question.range.fromMs, db.storedSpan().fromMs) };
  const isUsable = areInColumns(question.metrics)
    ? await readUsable(db, client, site, range)
    : (): boolean => false;
  for (const part of cover(range, isUsable, 'hour')) {
    if (part.from === 'raw') {
      await readRaw(client, groups, question, rawCondition(site, part, wanted));
    } else await readColumns(client, groups, question, wanted, site, part);
  }
  return { values: groups.keepPage(), range };
}

export async function countRaw(
  client: pg.PoolClient,
  by: Dimension,
  { text, values }: Condition,
): Promise<{ id: number; views: number }[]> {
  const result = await client.query<{ id: number; views: number }>(
    `select coalesce(views.${dimensionColumn[by]}, 0) as id, count(*)::int as views from views where ${text} group by 1`,
    values,
  );
  return result.rows;
}

export async function readRaw(
  client: pg.PoolClient,
  groups: Groups,
  { by, step, metrics }: MeasureQuestion,
  condition: Condition,
): Promise<void> {
  const found = await readViewNumbers(client, by ? [by] : [], metrics, condition, step !== undefined);
  const first = by ? 1 : 0;
  const placed = metrics.map((metric, at) => ({ metric, at: first + 1 + at }));
  for (const row of found) {
    const rate = row[first] || 1;
    const atMs = step ? Number(row.at(-1)) : 0;
    groups.of(by ? Number(row[0]) : 0, atMs).add(placed, row, 1 / rate);
  }
}
