/**
 * Makes the rollup of one bucket anew from what it is made of: an hour from its raw views and reports, a day from its
 * hours, a week from its days. Whatever crashed, came late or came twice before, the same rows come out; a bucket whose
 * raw data has been dropped is never marked stale again and so stays as it is. Beyond 20,000 pairs of a name and a route (part-table.ts)
 * it is the totals that are the same.
 */
import type pg from 'pg';
import Cursor from 'pg-cursor';
import { bucketSpan } from '../buckets.ts';
import { codeOf, Histogram } from '../histogram.ts';
import { type Dimension, dimensions, thresholdsOf, viewMetrics } from '../metrics.ts';
import type { Bucket } from '../store.ts';
import { type Cell, copyInto } from './copy.ts';
import type { Database } from './database.ts';
import { HourColumns } from './hour-columns.ts';
import { proveTerm } from './jobs.ts';
import { type Partitioned, partitionOf } from './partitions.ts';
import { mergeFinerParts, rollUpPages, rollUpServers } from './roll-up-parts.ts';
import { finer, metricsOf, type Slice, slices } from './slices.ts';
import { inBatches, rows, run, sql, transaction } from './sql.ts';
import { metricColumn } from './view-columns.ts';
import {
  countedViews,
  type PlacedMetric,
  readViewNumbersInBatches,
  ViewGroup,
  type ViewNumbers,
} from './view-rows.ts';

const coarser = { hour: 'day', day: 'week' } as const;

export async function rollUp(db: Database, term: number, bucket: Bucket): Promise<void> {
  const site = await db.sites.one(bucket.site);
  await db.partitions.ensure(`${bucket.step}_rollups`, [bucket.atMs]);
  await db.partitions.ensure(`${bucket.step}_parts`, [bucket.atMs]);
  if (bucket.step === 'hour') await db.partitions.ensure('hour_columns', [bucket.atMs]);
  const at = new Date(bucket.atMs);
  await transaction(db.pool, async (client, answered) => {
    await proveTerm(client, term);
    // All batches of a cursor count as one statement; a database that falls silent is noticed by the transaction itself.
    await client.query('set local statement_timeout = 0');
    // First: what is stored after this marks the bucket again.
    await run(
      client,
      sql`delete from stale_buckets where step = ${bucket.step} and site = ${site} and bucket = ${at}`,
    );
    if (bucket.step === 'hour') await rollUpHour(db, client, site, bucket.atMs, answered);
    else await mergeFiner(db, client, site, bucket.step, bucket.atMs, answered);
    if (bucket.step !== 'week') {
      const next = bucketSpan(coarser[bucket.step], bucket.atMs).fromMs;
      await run(
        client,
        sql`
        insert into stale_buckets (step, site, bucket)
        select ${coarser[bucket.step]}, ${site}, ${new Date(next)}
        where not exists (
          select from stale_buckets
          where step = ${coarser[bucket.step]} and site = ${site} and bucket = ${new Date(next)}
        )`,
      );
    }
  });
}

async function rollUpHour(
  db: Database,
  client: pg.PoolClient,
  site: number,
  atMs: number,
  answered: () => void,
): Promise<void> {
  const { fromMs, toMs } = bucketSpan('hour', atMs);
  if (await hasPartition(client, 'views', fromMs)) await rollUpViews(client, site, fromMs, toMs, answered);
  if (await hasPartition(client, 'view_details', fromMs))
    await rollUpPages(db, client, site, fromMs, toMs, answered);
  if (await hasPartition(client, 'reports', fromMs))
    await rollUpServers(db, client, site, fromMs, toMs, answered);
}

/** Without its raw data a rollup cannot be made again: it stays as it is. */
async function hasPartition(client: pg.PoolClient, table: Partitioned, atMs: number): Promise<boolean> {
  const [found] = await rows<{ name: string | null }>(
    client,
    sql`select to_regclass(${partitionOf(table, atMs)})::text as name`,
  );
  return found?.name != null;
}

async function rollUpViews(
  client: pg.PoolClient,
  site: number,
  fromMs: number,
  toMs: number,
  answered: () => void,
): Promise<void> {
  const cuts = slices.map(toCut);
  const columns = new HourColumns((metric) => firstMetric + viewMetrics.indexOf(metric));
  const counted = countedViews(site, fromMs, toMs);
  for await (const batch of readViewNumbersInBatches(client, dimensions, viewMetrics, counted)) {
    answered();
    batch.forEach(encode);
    for (const row of batch) columns.add(row);
    for (const cut of cuts) for (const row of batch) addTo(cut, row);
  }
  await columns.write(client, site, new Date(fromMs));
  const groups = cuts.flatMap((cut) => [...cut.groups.values()]);
  await writeRollups(client, 'hour', site, fromMs, groups);
}

type Rollup = { key: number[]; group: ViewGroup };

/** A slice being made: where its dimensions and metrics stand in a row, and its groups so far. */
type Cut = {
  code: number;
  first: number | undefined;
  second: number | undefined;
  metrics: PlacedMetric[];
  groups: Map<number, Rollup>;
};

const placeOf = new Map<Dimension, number>(dimensions.map((dimension, at) => [dimension, at]));
const firstMetric = dimensions.length + 1;

function toCut(slice: Slice): Cut {
  const metrics = metricsOf(slice).map((metric) => ({
    metric,
    at: firstMetric + viewMetrics.indexOf(metric),
  }));
  const [first, second] = slice.by.map((dimension) => placeOf.get(dimension) ?? 0);
  return { code: slice.code, first, second, metrics, groups: new Map() };
}

/** Once for all slices: the logarithm is most of what a value costs. */
function encode(row: ViewNumbers): void {
  viewMetrics.forEach((metric, at) => {
    const value = row[firstMetric + at];
    row[firstMetric + at] = value === null || value === undefined ? 0 : codeOf(value, thresholdsOf(metric));
  });
}

function addTo({ code, first, second, metrics, groups }: Cut, row: ViewNumbers): void {
  const a = first === undefined ? 0 : (row[first] ?? 0);
  const b = second === undefined ? 0 : (row[second] ?? 0);
  // Both are 32-bit numbers of words; their pair is exact in a double as long as there are fewer than 2^26 words.
  const name = a * 2 ** 26 + b;
  let known = groups.get(name);
  if (!known) {
    known = { key: [code, a, b], group: new ViewGroup() };
    groups.set(name, known);
  }
  known.group.addCodes(metrics, row, 1 / (row[dimensions.length] || 1));
}

const metricColumns = viewMetrics.map((metric) => metricColumn[metric]);

async function writeRollups(
  client: pg.PoolClient,
  step: 'hour' | 'day' | 'week',
  site: number,
  atMs: number,
  groups: Rollup[],
): Promise<void> {
  const at = new Date(atMs);
  await client.query(`delete from ${step}_rollups where site = $1 and bucket = $2`, [site, at]);
  if (groups.length === 0) return;
  await copyInto(
    client,
    `${step}_rollups (bucket, site, dimension, value, second, views, ${metricColumns.join(', ')})`,
    groups.map(({ key, group }): Cell[] => [
      at,
      site,
      ...key,
      group.views,
      ...viewMetrics.map((metric) => group.histograms[metric]?.toBytes()),
    ]),
  );
}

type RollupRow = { dimension: number; value: number; second: number; views: number } & Record<
  string,
  Buffer | null
>;

async function mergeFiner(
  db: Database,
  client: pg.PoolClient,
  site: number,
  step: 'day' | 'week',
  atMs: number,
  answered: () => void,
): Promise<void> {
  const { fromMs, toMs } = bucketSpan(step, atMs);
  const range = [site, new Date(fromMs), new Date(toMs)];
  const cursor = new Cursor<RollupRow>(
    `select * from ${finer[step]}_rollups where site = $1 and bucket >= $2 and bucket < $3`,
    range,
  );
  const groups = new Map<string, Rollup>();
  for await (const batch of inBatches(client, cursor, rollupsAtOnce)) {
    answered();
    for (const row of batch) mergeInto(groups, row);
  }
  await writeRollups(client, step, site, fromMs, [...groups.values()]);
  answered();
  await mergeFinerParts(db, client, site, step, range, answered);
}

/** Rows of a finer rollup in memory at once. */
const rollupsAtOnce = 2_000;

function mergeInto(groups: Map<string, Rollup>, row: RollupRow): void {
  const name = `${row.dimension} ${row.value} ${row.second}`;
  const known = groups.get(name) ?? { key: [row.dimension, row.value, row.second], group: new ViewGroup() };
  groups.set(name, known);
  known.group.views += row.views;
  for (const metric of viewMetrics) {
    const bytes = row[metricColumn[metric]];
    if (!bytes) continue;
    const histogram = known.group.histograms[metric] ?? new Histogram();
    histogram.mergeBytes(bytes);
    known.group.histograms[metric] = histogram;
  }
}

/** Stale hours, the running one included, then days and weeks that are over: what a bucket is made of comes before it. */
export async function readStaleBuckets(db: Database, most: number): Promise<Bucket[]> {
  const now = db.nowMs();
  const found = await rows<{ step: Bucket['step']; site: string; bucket: Date }>(
    db.pool,
    sql`
    select distinct step, sites.id as site, bucket, array_position(array['hour', 'day', 'week'], step) as rank
    from stale_buckets
    join sites on sites.number = stale_buckets.site
    where step = 'hour'
      or (step = 'day' and bucket + interval '1 day' <= ${new Date(now)})
      or (step = 'week' and bucket + interval '7 days' <= ${new Date(now)})
    order by rank, bucket
    limit ${most}`,
  );
  return found.map(({ step, site, bucket }) => ({ step, site, atMs: bucket.getTime() }));
}
