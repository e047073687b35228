/** Distributions from rollups, and from raw views where a bucket is running, stale or cut by the range. */
import type pg from 'pg';
import { bucketSpan, type CoverPart, cover, type Step } from '../buckets.ts';
import { Histogram } from '../histogram.ts';
import type { MeasureQuestion, TimeRange } from '../store.ts';
import { copyOut, toUnixMs } from './copy-out.ts';
import type { Database } from './database.ts';
import { countRaw, readRaw } from './measure-views.ts';
import { type Groups, mostViewed } from './measured-groups.ts';
import type { Slice } from './slices.ts';
import { readUsable } from './usable-rollups.ts';
import { metricColumn } from './view-columns.ts';
import { rawCondition, type Wanted } from './view-filters.ts';
import type { Condition } from './view-rows.ts';

export async function addRollups(
  db: Database,
  client: pg.PoolClient,
  groups: Groups,
  site: number,
  question: MeasureQuestion,
  wanted: Wanted,
  slice: Slice,
): Promise<{ values: number; range: TimeRange }> {
  const range = withoutLostHours(question.range, db.hoursFromMs());
  const coarsest = coarsestFor(question.step, range.fromMs < db.hoursFromMs());
  const isUsable = await readUsable(db, client, site, range);
  const parts = cover(range, isUsable, coarsest).filter(
    ({ from, toMs }) => from !== 'raw' || toMs > db.storedSpan().fromMs,
  );
  const bySecond = question.by !== undefined && slice.by[1] === question.by;

  const conditionsOf = (part: CoverPart, only: number[] | undefined): Condition => {
    const values: unknown[] = [site, slice.code, new Date(part.fromMs), new Date(part.toMs)];
    const conditions = ['site = $1', 'dimension = $2', 'bucket >= $3', 'bucket < $4'];
    const addFilter = (column: string, ids: number[] | undefined): void => {
      if (!ids) return;
      values.push(ids);
      conditions.push(`${column} = any($${values.length}::int[])`);
    };
    slice.by.forEach((dimension, at) => {
      addFilter(at === 0 ? 'value' : 'second', wanted[dimension]);
      if (dimension === question.by) addFilter(at === 0 ? 'value' : 'second', only);
    });
    return { text: conditions.join(' and '), values };
  };
  const rawOf = (part: CoverPart, only?: number[]): Condition =>
    rawCondition(site, part, wanted, question.by, only);

  const count = async (): Promise<number[]> => {
    const counts = new Map<number, number>();
    const column = bySecond ? 'second' : 'value';
    for (const part of parts) {
      const found =
        part.from === 'raw'
          ? await countRaw(client, question.by ?? 'route', rawOf(part))
          : await countRollups(client, part.from, column, conditionsOf(part, undefined));
      for (const { id, views } of found) counts.set(id, (counts.get(id) ?? 0) + views);
    }
    return mostViewed(counts);
  };

  const ids = question.page && question.by ? await count() : undefined;
  const only = question.page && ids?.slice(question.page.offset, question.page.offset + question.page.limit);
  for (const part of parts) {
    if (part.from === 'raw') await readRaw(client, groups, question, rawOf(part, only));
    else await readRollups(client, groups, question, part.from, bySecond, conditionsOf(part, only));
  }
  return { values: ids?.length ?? groups.keepPage(), range };
}

/** Where only days are left, the range is widened to whole ones. */
function withoutLostHours({ fromMs, toMs }: TimeRange, hoursFromMs: number): TimeRange {
  if (fromMs >= hoursFromMs) return { fromMs, toMs };
  return {
    fromMs: bucketSpan('day', fromMs).fromMs,
    toMs: toMs <= hoursFromMs ? bucketSpan('day', toMs - 1).toMs : toMs,
  };
}

function coarsestFor(step: MeasureQuestion['step'], hasLostHours: boolean): Step {
  if (step === undefined) return 'week';
  return step === 'month' || (step === 'hour' && hasLostHours) ? 'day' : step;
}

async function countRollups(
  client: pg.PoolClient,
  step: Step,
  column: string,
  { text, values }: Condition,
): Promise<{ id: number; views: number }[]> {
  const result = await client.query<{ id: number; views: number }>(
    `select ${column} as id, sum(views)::int as views from ${step}_rollups where ${text} group by 1`,
    values,
  );
  return result.rows;
}

async function readRollups(
  client: pg.PoolClient,
  groups: Groups,
  { metrics }: MeasureQuestion,
  step: Step,
  bySecond: boolean,
  { text, values }: Condition,
): Promise<void> {
  const columns = metrics.map((metric) => metricColumn[metric]);
  const query = {
    text: `select ${['bucket', bySecond ? 'second' : 'value', 'views', ...columns].join(', ')} from ${step}_rollups where ${text}`,
    values,
  };
  for await (const [bucket, id, views, ...told] of copyOut(client, query)) {
    if (!bucket || !id || !views) continue;
    const group = groups.of(id.readInt32BE(), toUnixMs(bucket));
    group.views += views.readInt32BE();
    metrics.forEach((metric, at) => {
      const bytes = told[at];
      if (!bytes) return;
      const known = group.histograms[metric];
      if (known) known.mergeBytes(bytes);
      else group.histograms[metric] = Histogram.fromBytes(bytes);
    });
  }
}
