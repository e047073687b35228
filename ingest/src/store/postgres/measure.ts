/** Distributions of views: rollups where a slice knows the filters, raw views for the rest of the range. */
import type pg from 'pg';
import { bucketSpan, type CoverPart, cover, type Step } from '../buckets.ts';
import { Histogram } from '../histogram.ts';
import { type Dimension, noValue } from '../metrics.ts';
import type { Measured, MeasuredGroup, MeasureQuestion, TimeRange } from '../store.ts';
import type { Database } from './database.ts';
import { metricsOf, type Slice, slices } from './slices.ts';
import { readOnly } from './sql.ts';
import { readUsable } from './usable-rollups.ts';
import { dimensionColumn, metricColumn } from './view-columns.ts';
import { findWords, rawCondition, type Wanted } from './view-filters.ts';
import { type Condition, readViewNumbers, ViewGroup } from './view-rows.ts';

export async function measure(db: Database, site: string, question: MeasureQuestion): Promise<Measured> {
  const number = await db.sites.one(site);
  const wanted = await findWords(db, number, question.filters ?? {});
  const slice = sliceFor(question);
  const read = await readOnly(db.pool, async (client) => {
    const source = slice
      ? await rollupSource(db, client, number, question, wanted, slice)
      : rawSource(db, client, number, question, wanted);
    const groups = new Groups(question);
    const ids = question.page && question.by ? await source.count() : undefined;
    const page =
      question.page && ids?.slice(question.page.offset, question.page.offset + question.page.limit);
    await source.read(groups, page);
    return { groups, values: ids?.length, range: source.range };
  });
  const groups = read.groups.toList(await db.words.read(read.groups.ids()));
  return {
    groups,
    values: read.values ?? new Set(groups.map(({ value }) => value)).size,
    source: slice ? 'rollups' : 'views',
    range: read.range,
  };
}

/** The narrowest slice that tells apart everything the question names. */
function sliceFor({ filters = {}, by, metrics }: MeasureQuestion): Slice | undefined {
  const named = new Set([...(Object.keys(filters) as Dimension[]), ...(by ? [by] : [])]);
  return slices.find(
    (slice: Slice) =>
      slice.by.length === named.size &&
      slice.by.every((dimension) => named.has(dimension)) &&
      metrics.every((metric) => metricsOf(slice).includes(metric)),
  );
}

type Source = {
  range: TimeRange;
  /** Numbers of the values of `by`, most views first. */
  count(): Promise<number[]>;
  read(groups: Groups, only: number[] | undefined): Promise<void>;
};

async function rollupSource(
  db: Database,
  client: pg.PoolClient,
  site: number,
  question: MeasureQuestion,
  wanted: Wanted,
  slice: Slice,
): Promise<Source> {
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

  return {
    range,
    count: async () => {
      const counts = new Map<number, number>();
      const column = bySecond ? 'second' : 'value';
      for (const part of parts) {
        const found =
          part.from === 'raw'
            ? await countRaw(client, question.by ?? 'route', rawOf(part))
            : await countRollups(client, part.from, column, conditionsOf(part, undefined));
        for (const { id, views } of found) counts.set(id, (counts.get(id) ?? 0) + views);
      }
      return byViews(counts);
    },
    read: async (groups, only) => {
      for (const part of parts) {
        if (part.from === 'raw') await readRaw(client, groups, question, rawOf(part, only));
        else await readRollups(client, groups, question, part.from, bySecond, conditionsOf(part, only));
      }
    },
  };
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

function rawSource(
  db: Database,
  client: pg.PoolClient,
  site: number,
  question: MeasureQuestion,
  wanted: Wanted,
): Source {
  const range = { ...question.range, fromMs: Math.max(question.range.fromMs, db.storedSpan().fromMs) };
  const condition = (only?: number[]): Condition => rawCondition(site, range, wanted, question.by, only);
  return {
    range,
    count: async () => {
      const found = await countRaw(client, question.by ?? 'route', condition());
      return byViews(new Map(found.map(({ id, views }) => [id, views])));
    },
    read: (groups, only) => readRaw(client, groups, question, condition(only)),
  };
}

function byViews(counts: Map<number, number>): number[] {
  return [...counts].sort(([a, views], [b, other]) => other - views || a - b).map(([id]) => id);
}

async function countRaw(
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

async function readRaw(
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
    rowMode: 'array' as const,
  };
  const result = await client.query<[Date, number, number, ...(Buffer | null)[]]>(query);
  for (const [bucket, id, views, ...told] of result.rows) {
    const group = groups.of(id, bucket.getTime());
    group.views += views;
    metrics.forEach((metric, at) => {
      const bytes = told[at];
      if (!bytes) return;
      const known = group.histograms[metric];
      if (known) known.mergeBytes(bytes);
      else group.histograms[metric] = Histogram.fromBytes(bytes);
    });
  }
}

/** Groups by value and bucket, as far as the question tells them apart. */
class Groups {
  readonly #byKey = new Map<string, { id: number; atMs: number; group: ViewGroup }>();
  readonly #question: MeasureQuestion;

  constructor(question: MeasureQuestion) {
    this.#question = question;
  }

  of(id: number, atMs: number): ViewGroup {
    const { by, step } = this.#question;
    const value = by ? id : 0;
    const bucket = step ? startOf(step, atMs) : 0;
    const key = `${value} ${bucket}`;
    const known = this.#byKey.get(key);
    if (known) return known.group;
    const group = new ViewGroup();
    this.#byKey.set(key, { id: value, atMs: bucket, group });
    return group;
  }

  ids(): number[] {
    return [...this.#byKey.values()].map(({ id }) => id);
  }

  toList(words: Map<number, string>): MeasuredGroup[] {
    const { by, step } = this.#question;
    return [...this.#byKey.values()]
      .sort((a, b) => a.atMs - b.atMs || b.group.views - a.group.views || a.id - b.id)
      .map(({ id, atMs, group }) => ({
        ...(by && { value: words.get(id) ?? noValue }),
        ...(step && { atMs }),
        views: group.views,
        histograms: group.histograms,
      }));
  }
}

function startOf(step: Step | 'month', atMs: number): number {
  if (step !== 'month') return bucketSpan(step, atMs).fromMs;
  const date = new Date(atMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}
