/**
 * Makes the rollup of one bucket anew from what it is made of: an hour from its raw views and reports, a day from its
 * hours, a week from its days. Whatever crashed, came late or came twice before, the same rows come out; a bucket whose
 * raw data has been dropped is never marked stale again and so stays as it is.
 */
import type { ReportBody, ViewBody } from '@throughline/protocol';
import type pg from 'pg';
import { routeOfUrl } from '../../url/route.ts';
import { bucketSpan } from '../buckets.ts';
import { Histogram } from '../histogram.ts';
import { type Dimension, dimensions, viewMetrics } from '../metrics.ts';
import type { Bucket } from '../store.ts';
import { type Cell, copyInto } from './copy.ts';
import type { Database } from './database.ts';
import { endpointName } from './insert-reports.ts';
import { proveTerm } from './jobs.ts';
import { unpack } from './pack.ts';
import { Part, type PartRow } from './part.ts';
import { type Partitioned, partitionOf } from './partitions.ts';
import { metricsOf, type PartKind, pageKinds, partKinds, type Slice, serverKinds, slices } from './slices.ts';
import { rows, run, sql, transaction } from './sql.ts';
import { metricColumn } from './view-columns.ts';
import { countedViews, readViewNumbers, ViewGroup, type ViewNumbers } from './view-rows.ts';
import type { WordKind } from './words.ts';

const finer = { day: 'hour', week: 'day' } as const;
const coarser = { hour: 'day', day: 'week' } as const;

export async function rollUp(db: Database, term: number, bucket: Bucket): Promise<void> {
  const site = await db.sites.one(bucket.site);
  await db.partitions.ensure(`${bucket.step}_rollups`, [bucket.atMs]);
  await db.partitions.ensure(`${bucket.step}_parts`, [bucket.atMs]);
  const at = new Date(bucket.atMs);
  await transaction(db.pool, async (client) => {
    await proveTerm(client, term);
    // First: what is stored after this marks the bucket again.
    await run(
      client,
      sql`delete from stale_buckets where step = ${bucket.step} and site = ${site} and bucket = ${at}`,
    );
    if (bucket.step === 'hour') await rollUpHour(db, client, site, bucket.atMs);
    else await mergeFiner(client, site, bucket.step, bucket.atMs);
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

async function rollUpHour(db: Database, client: pg.PoolClient, site: number, atMs: number): Promise<void> {
  const { fromMs, toMs } = bucketSpan('hour', atMs);
  if (await hasPartition(client, 'views', fromMs)) await rollUpViews(client, site, fromMs, toMs);
  if (await hasPartition(client, 'view_details', fromMs)) {
    const parts = new Parts();
    await collectPageParts(client, parts, site, fromMs, toMs);
    await writeParts(db, client, site, fromMs, pageKinds, parts);
  }
  if (await hasPartition(client, 'reports', fromMs)) {
    const parts = new Parts();
    await collectServerParts(client, parts, site, fromMs, toMs);
    await writeParts(db, client, site, fromMs, serverKinds, parts);
  }
}

/** Without its raw data a rollup cannot be made again: it stays as it is. */
async function hasPartition(client: pg.PoolClient, table: Partitioned, atMs: number): Promise<boolean> {
  const [found] = await rows<{ name: string | null }>(
    client,
    sql`select to_regclass(${partitionOf(table, atMs)})::text as name`,
  );
  return found?.name != null;
}

async function rollUpViews(client: pg.PoolClient, site: number, fromMs: number, toMs: number): Promise<void> {
  const found = await readViewNumbers(client, dimensions, viewMetrics, countedViews(site, fromMs, toMs));
  const groups: Rollup[] = [];
  for (const slice of slices) groups.push(...groupBy(slice, found));
  await writeRollups(client, 'hour', site, fromMs, groups);
}

type Rollup = { key: number[]; group: ViewGroup };

const placeOf = new Map<Dimension, number>(dimensions.map((dimension, at) => [dimension, at]));
const firstMetric = dimensions.length + 1;

function groupBy(slice: Slice, found: ViewNumbers[]): Iterable<Rollup> {
  const metrics = metricsOf(slice).map((metric) => ({
    metric,
    at: firstMetric + viewMetrics.indexOf(metric),
  }));
  const [first, second] = slice.by.map((dimension) => placeOf.get(dimension) ?? 0);
  const groups = new Map<number, Rollup>();
  for (const row of found) {
    const a = first === undefined ? 0 : (row[first] ?? 0);
    const b = second === undefined ? 0 : (row[second] ?? 0);
    // Both are 32-bit numbers of words; their pair is exact in a double as long as there are fewer than 2^26 words.
    const name = a * 2 ** 26 + b;
    let known = groups.get(name);
    if (!known) {
      known = { key: [slice.code, a, b], group: new ViewGroup() };
      groups.set(name, known);
    }
    known.group.add(metrics, row, 1 / (row[dimensions.length] || 1));
  }
  return groups.values();
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
  client: pg.PoolClient,
  site: number,
  step: 'day' | 'week',
  atMs: number,
): Promise<void> {
  const { fromMs, toMs } = bucketSpan(step, atMs);
  const range = [site, new Date(fromMs), new Date(toMs)];
  const found = await client.query<RollupRow>(
    `select * from ${finer[step]}_rollups where site = $1 and bucket >= $2 and bucket < $3`,
    range,
  );
  const groups = new Map<string, Rollup>();
  for (const row of found.rows) {
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
  await writeRollups(client, step, site, fromMs, [...groups.values()]);
  await mergeFinerParts(client, site, step, range);
}

async function mergeFinerParts(
  client: pg.PoolClient,
  site: number,
  step: 'day' | 'week',
  range: unknown[],
): Promise<void> {
  const found = await client.query<PartRow>(
    `select kind, name, route, count, failed, bytes, duration, inner_duration
    from ${finer[step]}_parts
    where site = $1 and bucket >= $2 and bucket < $3`,
    range,
  );
  const merged = new Map<string, { row: PartRow; part: Part }>();
  for (const row of found.rows) {
    const name = `${row.kind} ${row.name} ${row.route}`;
    const known = merged.get(name) ?? { row, part: new Part() };
    merged.set(name, known);
    known.part.mergeRow(row);
  }
  await client.query(`delete from ${step}_parts where site = $1 and bucket = $2`, range.slice(0, 2));
  await copyParts(
    client,
    step,
    [...merged.values()].map(({ row, part }) =>
      part.toCells(range[1] as Date, site, row.kind, row.name, row.route),
    ),
  );
}

const partColumns = 'bucket, site, kind, name, route, count, failed, bytes, duration, inner_duration';

async function copyParts(client: pg.PoolClient, step: Bucket['step'], cells: Cell[][]): Promise<void> {
  if (cells.length > 0) await copyInto(client, `${step}_parts (${partColumns})`, cells);
}

class Parts {
  readonly #byKey = new Map<string, { kind: PartKind; name: string; route: number; part: Part }>();

  of(kind: PartKind, name: string, route: number): Part {
    const key = `${kind}\n${route}\n${name}`;
    const known = this.#byKey.get(key);
    if (known) return known.part;
    const part = new Part();
    this.#byKey.set(key, { kind, name, route, part });
    return part;
  }

  all(): { kind: PartKind; name: string; route: number; part: Part }[] {
    return [...this.#byKey.values()];
  }
}

async function collectPageParts(
  client: pg.PoolClient,
  parts: Parts,
  site: number,
  fromMs: number,
  toMs: number,
): Promise<void> {
  const { text, values } = countedViews(site, fromMs, toMs);
  const found = await client.query<{ route: number; sample_rate: number | null; body: Buffer }>(
    `select views.route, views.sample_rate, details.body
    from views
    join view_details details using (view_id, site, started_at)
    where ${text} and details.started_at >= $2 and details.started_at < $3`,
    values,
  );
  for (const { route, sample_rate: rate, body } of found.rows) {
    addPageParts(parts, route, 1 / (rate || 1), unpack<ViewBody>(body));
  }
}

type Tell = (kind: PartKind, name: string, durationMs: number) => Part;

function addPageParts(parts: Parts, route: number, weight: number, body: ViewBody): void {
  const tell: Tell = (kind, name, durationMs) => {
    const part = parts.of(kind, name, route);
    part.count += 1;
    part.duration.add(durationMs, weight);
    return part;
  };
  for (const { name, durationMs } of body.measures ?? []) tell('measure', name, durationMs);
  for (const { name, startMs } of body.marks ?? []) tell('mark', name, startMs);
  for (const { name, renderMs } of body.elements ?? []) tell('element', name, renderMs);
  for (const request of body.requests ?? []) addRequest(tell, request, weight);
  addResources(tell, body);
}

type Request = NonNullable<ViewBody['requests']>[number];

function addRequest(tell: Tell, request: Request, weight: number): void {
  const part = tell('request', requestName(request), request.durationMs);
  if (request.status !== undefined && request.status >= 400) part.failed += 1;
  part.bytes += request.transferBytes ?? 0;
  if (request.server?.requestMs !== undefined) part.innerOrNew().add(request.server.requestMs, weight);
}

function addResources(tell: Tell, { view, resources }: ViewBody): void {
  for (const [type, totals] of Object.entries(resources?.byType ?? {})) {
    const part = tell('resource', type, totals.durationMs ?? 0);
    // Resources are counted, not the views that told of them.
    part.count += totals.count - 1;
    part.bytes += totals.transferBytes ?? 0;
  }
  const ownHost = hostOf(view.url);
  for (const resource of resources?.slowest ?? []) {
    const host = hostOf(resource.url);
    if (host === '' || host === ownHost) continue;
    tell('third party', host, resource.durationMs).bytes += resource.transferBytes ?? 0;
  }
}

function requestName({ method = 'GET', url, server }: Request): string {
  return `${method} ${hostOf(url)}${server?.route ?? routeOfUrl(url)}`;
}

function hostOf(url: string): string {
  return /^https?:\/\/([^/?#]+)/i.exec(url)?.[1] ?? '';
}

async function collectServerParts(
  client: pg.PoolClient,
  parts: Parts,
  site: number,
  fromMs: number,
  toMs: number,
): Promise<void> {
  const found = await client.query<{ service: string; body: Buffer }>(
    `select service.word as service, reports.body
    from reports
    join words service on service.id = reports.service
    where reports.site = $1 and reports.at >= $2 and reports.at < $3`,
    [site, new Date(fromMs), new Date(toMs)],
  );
  for (const { service, body } of found.rows) {
    const { endpoints = [], queries = [] } = unpack<Pick<ReportBody, 'endpoints' | 'queries'>>(body);
    for (const { method, route, count, errors = 0, durationMs, sqlMs } of endpoints) {
      const part = parts.of('endpoint', endpointName(service, method, route), 0);
      part.count += count;
      part.failed += errors;
      part.duration.addSketch(durationMs);
      if (sqlMs) part.innerOrNew().addSketch(sqlMs);
    }
    for (const { fingerprint, count, errors = 0, rows: read = 0, durationMs } of queries) {
      const part = parts.of('query', `${service}\n${fingerprint}`, 0);
      part.count += count;
      part.failed += errors;
      // Of a statement the rows are counted, not the bytes.
      part.bytes += read;
      part.duration.addSketch(durationMs);
    }
  }
}

async function writeParts(
  db: Database,
  client: pg.PoolClient,
  site: number,
  atMs: number,
  kinds: PartKind[],
  parts: Parts,
): Promise<void> {
  const at = new Date(atMs);
  const codes = kinds.map((kind) => partKinds[kind]);
  await client.query(`delete from hour_parts where site = $1 and bucket = $2 and kind = any($3::int[])`, [
    site,
    at,
    codes,
  ]);
  const told = parts.all();
  // The memory of words has its own connection: a word stays even when this transaction is undone.
  await db.words.learn(told.map(({ kind, name }) => [site, kind satisfies WordKind, name] as const));
  const byId = new Map<string, { kind: PartKind; id: number; route: number; part: Part }>();
  for (const { kind, name, route, part } of told) {
    // Several names may be `(other)`.
    const id = db.words.idOf(site, kind, name);
    const known = byId.get(`${kind} ${id} ${route}`);
    if (known) known.part.merge(part);
    else byId.set(`${kind} ${id} ${route}`, { kind, id, route, part });
  }
  await copyParts(
    client,
    'hour',
    [...byId.values()].map(({ kind, id, route, part }) => part.toCells(at, site, partKinds[kind], id, route)),
  );
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
