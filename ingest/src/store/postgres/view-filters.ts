/** What a question's filters mean in rows: words as numbers, and conditions on raw views. */
import { type Dimension, type Filters, noValue } from '../metrics.ts';
import type { TimeRange } from '../store.ts';
import type { Database } from './database.ts';
import { dimensionColumn } from './view-columns.ts';
import { type Condition, countedViews } from './view-rows.ts';
import type { WordKind } from './words.ts';

const wordKinds: Record<Dimension, WordKind> = {
  route: 'route',
  device: 'device',
  country: 'country',
  browser: 'browser',
  os: 'os',
  connection: 'connection',
  release: 'release',
  navigationType: 'navigation type',
  environment: 'environment',
};

/** Numbers of the words that a dimension may have; 0 stands for `(none)`. */
export type Wanted = Partial<Record<Dimension, number[]>>;

export async function findWords(db: Database, site: number, filters: Filters): Promise<Wanted> {
  const wanted: Wanted = {};
  for (const [dimension, values] of Object.entries(filters) as [Dimension, string[]][]) {
    const ids = await db.words.find(site, wordKinds[dimension], values);
    if (values.includes(noValue)) ids.push(0);
    wanted[dimension] = ids;
  }
  return wanted;
}

export function rawCondition(
  site: number,
  { fromMs, toMs }: TimeRange,
  wanted: Wanted,
  by?: Dimension,
  only?: number[],
): Condition {
  const { text, values } = countedViews(site, fromMs, toMs);
  const conditions = [text];
  const add = (dimension: Dimension, ids: number[] | undefined): void => {
    if (!ids) return;
    values.push(ids);
    const column = `views.${dimensionColumn[dimension]}`;
    conditions.push(
      ids.includes(0)
        ? `(${column} is null or ${column} = any($${values.length}::int[]))`
        : `${column} = any($${values.length}::int[])`,
    );
  };
  for (const [dimension, ids] of Object.entries(wanted) as [Dimension, number[]][]) add(dimension, ids);
  if (by) add(by, only);
  return { text: conditions.join(' and '), values };
}
