/** What has a name: endpoints and statements of servers, measures, requests and resources of pages; and single traces. */
import type { PoolReport, SystemReport, Trace } from '@throughline/protocol';
import { bucketSpan, cover, type Step } from '../buckets.ts';
import { type Dimension, noValue } from '../metrics.ts';
import type { N1Finding, SystemSample, TraceRow } from '../servers.ts';
import type { NamedPart, PartsQuestion, TimeRange } from '../store.ts';
import type { Database } from './database.ts';
import { measure } from './measure.ts';
import { Part, type PartRow } from './part.ts';
import { readTexts } from './read-statements.ts';
import { type PartKind, partKinds } from './slices.ts';
import { readOnly, rows, sql } from './sql.ts';
import { readUsable } from './usable-rollups.ts';
import { findWords } from './view-filters.ts';

type StoredPart = PartRow & { bucket: Date };

type Told = { name: string; route: string; atMs: number; part: Part };

/** From rollups alone: the running hour's is made anew twice a minute, for unpacking an hour of bodies takes too long. */
async function readAll(
  db: Database,
  site: string,
  question: { kind: PartKind; range: TimeRange; names?: number[]; routes?: number[]; coarsest?: Step },
): Promise<Told[]> {
  const number = await db.sites.one(site);
  const { kind, names = null, routes = null } = question;
  const range = {
    fromMs: bucketSpan('hour', question.range.fromMs).fromMs,
    toMs: bucketSpan('hour', question.range.toMs - 1).toMs,
  };
  const found = await readOnly(db.pool, async (client) => {
    const isFresh = await readUsable(db, client, number, range);
    const parts = cover(range, (step, atMs) => step === 'hour' || isFresh(step, atMs), question.coarsest);
    const all: StoredPart[] = [];
    for (const { from, fromMs, toMs } of parts) {
      const result = await client.query<StoredPart>(
        `select name, route, bucket, count, failed, bytes, duration, inner_duration
        from ${from}_parts
        where site = $1 and kind = $2 and bucket >= $3 and bucket < $4
          and ($5::int[] is null or name = any($5)) and ($6::int[] is null or route = any($6))`,
        [number, partKinds[kind], new Date(fromMs), new Date(toMs), names, routes],
      );
      all.push(...result.rows);
    }
    return all;
  });
  const words = await db.words.read(found.flatMap(({ name, route }) => [name, route]));
  return found.map((row) => {
    const part = new Part();
    part.mergeRow(row);
    return {
      name: words.get(row.name) ?? noValue,
      route: words.get(row.route) ?? '',
      atMs: row.bucket.getTime(),
      part,
    };
  });
}

export async function readParts(db: Database, site: string, question: PartsQuestion): Promise<NamedPart[]> {
  const { route, limit = 100 } = question;
  const wanted = route === undefined ? {} : await findWords(db, await db.sites.one(site), { route: [route] });
  const told = await readAll(db, site, { ...question, routes: wanted.route });
  const byName = new Map<string, Part>();
  for (const { name, route: of, part } of told) {
    if (route !== undefined && of !== route) continue;
    const known = byName.get(name) ?? new Part();
    byName.set(name, known);
    known.merge(part);
  }
  return [...byName]
    .map(([name, part]) => ({ ...toNamedPart(part), name, ...(route !== undefined && { route }) }))
    .sort((a, b) => b.duration.total - a.duration.total || b.count - a.count)
    .slice(0, limit);
}

function toNamedPart(part: Part): Omit<NamedPart, 'name' | 'route'> {
  const { count, failed, bytes, duration, inner } = part;
  return { count, failed, bytes, duration, ...(inner && { inner }) };
}

export async function readPartSeries(
  db: Database,
  site: string,
  question: { kind: PartKind; name: string; range: TimeRange; step: Step },
): Promise<(Omit<NamedPart, 'name'> & { atMs: number })[]> {
  const number = await db.sites.one(site);
  const names = await db.words.find(number, question.kind, [question.name]);
  const told = await readAll(db, site, { ...question, names, coarsest: question.step });
  const byBucket = new Map<number, Part>();
  for (const { name, atMs, part } of told) {
    if (name !== question.name) continue;
    const start = bucketSpan(question.step, atMs).fromMs;
    const known = byBucket.get(start) ?? new Part();
    byBucket.set(start, known);
    known.merge(part);
  }
  return [...byBucket].sort(([a], [b]) => a - b).map(([atMs, part]) => ({ atMs, ...toNamedPart(part) }));
}

export async function listTraces(
  db: Database,
  site: string,
  question: {
    range: TimeRange;
    endpoint?: string;
    kept?: Trace['kept'];
    order: 'newest' | 'slowest';
    limit: number;
  },
): Promise<TraceRow[]> {
  const number = await db.sites.one(site);
  const { range, endpoint, kept = null, order, limit } = question;
  const endpoints = endpoint === undefined ? null : await db.words.find(number, 'endpoint', [endpoint]);
  const found = await readOnly(db.pool, (client) =>
    rows<{
      trace_id: string;
      endpoint: number;
      status: number;
      started_at: Date;
      duration_ms: number;
      sql_ms: number | null;
      sql_count: number | null;
      kept: Trace['kept'];
    }>(
      client,
      sql`
      select trace_id, endpoint, status, started_at, duration_ms, sql_ms, sql_count, kept
      from traces
      where site = ${number}
        and started_at >= ${new Date(range.fromMs)} and started_at < ${new Date(range.toMs)}
        and (${endpoints}::int[] is null or endpoint = any(${endpoints}::int[]))
        and (${kept}::text is null or kept = ${kept})
      order by case when ${order} = 'slowest' then duration_ms end desc, started_at desc
      limit ${limit}`,
    ),
  );
  const words = await db.words.read(found.map((row) => row.endpoint));
  return found.map((row) => {
    const [service = noValue, name = noValue] = (words.get(row.endpoint) ?? noValue).split('\n');
    return {
      traceId: row.trace_id.replaceAll('-', ''),
      service,
      endpoint: name,
      status: row.status,
      startedAtMs: row.started_at.getTime(),
      durationMs: row.duration_ms,
      ...(row.sql_ms !== null && { sqlMs: row.sql_ms }),
      ...(row.sql_count !== null && { sqlCount: row.sql_count }),
      kept: row.kept,
    };
  });
}

/** Every nth sample of an instance, so that a month costs what a minute does. */
export async function readSystemSamples(
  db: Database,
  site: string,
  range: TimeRange,
  most: number,
): Promise<SystemSample[]> {
  const number = await db.sites.one(site);
  const found = await readOnly(db.pool, (client) =>
    rows<{
      service: number;
      instance: string;
      at: Date;
      system: SystemReport | null;
      pools: PoolReport[] | null;
    }>(
      client,
      sql`
      with numbered as (
        select at, service, instance, system, pools,
          row_number() over (partition by service, instance order by at desc) as place,
          count(*) over () as everything
        from system_samples
        where site = ${number} and at >= ${new Date(range.fromMs)} and at < ${new Date(range.toMs)}
      )
      select at, service, instance, system, pools
      from numbered
      where (place - 1) % greatest(1, ceil(everything::numeric / ${most}::int)::int) = 0
      order by at`,
    ),
  );
  const words = await db.words.read(found.map(({ service }) => service));
  return found.map(({ service, instance, at, system, pools }) => ({
    service: words.get(service) ?? noValue,
    instance,
    atMs: at.getTime(),
    ...(system && { system }),
    ...(pools && { pools }),
  }));
}

export async function readN1Findings(db: Database, site: string, sinceMs: number): Promise<N1Finding[]> {
  const number = await db.sites.one(site);
  const found = await rows<{
    service: string;
    place: string;
    fingerprint: Buffer;
    call_site: string | null;
    requests: string;
    most_runs: number;
    share: number;
    trace_id: string;
    allowed_because: string | null;
    last_seen: Date;
  }>(
    db.pool,
    sql`
    select service, place, fingerprint, call_site, requests, most_runs, share, trace_id, allowed_because, last_seen
    from n1_findings
    where site = ${number} and last_seen >= ${new Date(sinceMs)}
    order by share desc, place
    limit 500`,
  );
  const texts = await readTexts(
    db,
    site,
    found.map(({ fingerprint }) => fingerprint.toString('hex')),
  );
  return found.map((row) => {
    const fingerprint = row.fingerprint.toString('hex');
    return {
      service: row.service,
      where: row.place,
      fingerprint,
      statement: texts.get(fingerprint),
      ...(row.call_site !== null && { callSite: row.call_site }),
      requests: Number(row.requests),
      mostRuns: row.most_runs,
      share: row.share,
      traceId: row.trace_id.replaceAll('-', ''),
      ...(row.allowed_because !== null && { allowedBecause: row.allowed_because }),
      lastSeenMs: row.last_seen.getTime(),
    };
  });
}

export async function readValues(
  db: Database,
  site: string,
  dimension: Dimension,
  range: TimeRange,
): Promise<{ value: string; views: number; firstAtMs: number }[]> {
  const step = range.toMs - range.fromMs > 14 * 86_400_000 ? 'day' : 'hour';
  const { groups } = await measure(db, site, { range, metrics: [], by: dimension, step });
  const byValue = new Map<string, { value: string; views: number; firstAtMs: number }>();
  for (const { value = noValue, atMs = 0, views } of groups) {
    const known = byValue.get(value) ?? { value, views: 0, firstAtMs: atMs };
    byValue.set(value, { ...known, views: known.views + views, firstAtMs: Math.min(known.firstAtMs, atMs) });
  }
  return [...byValue.values()].sort((a, b) => b.views - a.views);
}
