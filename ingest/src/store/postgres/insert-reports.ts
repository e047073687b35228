/** Stores server reports: each once by (site, report id), with its traces, samples, findings and the texts of its statements. */
import type { Trace } from '@throughline/protocol';
import type pg from 'pg';
import type { StoredReport } from '../store.ts';
import type { Database } from './database.ts';
import { endpointName } from './endpoint-name.ts';
import { insertLatestRequests } from './latest-requests.ts';
import { newestBy } from './newest-by.ts';
import { pack } from './pack.ts';
import { type Db, rows, run, sql, transaction } from './sql.ts';
import type { WordKind } from './words.ts';

type Numbered = StoredReport & { siteNumber: number; atMs: number };

export async function insertReports(db: Database, reports: StoredReport[]): Promise<void> {
  const siteNumbers = await db.sites.of(reports.map(({ site }) => site));
  const told = reports
    .filter(({ site }) => siteNumbers.has(site))
    .map((report) => ({
      ...report,
      siteNumber: siteNumbers.get(report.site) ?? 0,
      atMs: believableMs(report.body.toMs, report.receivedAtMs),
    }))
    // From a spool that lay about for weeks: its days are sealed.
    .filter(({ atMs }) => atMs >= db.reportsFromMs() && atMs < db.storedSpan().toMs);
  if (told.length === 0) return;
  await db.words.learn(wordsOf(told));
  await db.partitions.ensure(
    'reports',
    told.map(({ atMs }) => atMs),
  );
  await db.partitions.ensure(
    'system_samples',
    told.map(({ atMs }) => atMs),
  );
  await db.partitions.ensure(
    'traces',
    tracesOf(told).map(({ startedAtMs }) => startedAtMs),
  );
  await transaction(db.pool, async (client) => {
    const fresh = await insertBodies(db, client, told);
    await insertTraces(db, client, tracesOf(fresh));
    await insertStatements(client, fresh);
    await insertPlans(client, fresh);
    await insertSamples(db, client, fresh);
    await insertFindings(client, fresh);
    await insertLatestRequests(db, client, fresh);
  });
}

function* wordsOf(reports: Numbered[]): Generator<[number, WordKind, string]> {
  for (const { siteNumber, service, body } of reports) {
    yield [siteNumber, 'service', service];
    for (const { method, route } of [...(body.traces ?? []), ...(body.latest ?? [])])
      yield [siteNumber, 'endpoint', endpointName(service, method, route)];
  }
}

/** @returns Those that were not there yet. A sender that never saw our answer tells a report twice, perhaps across midnight. */
async function insertBodies(db: Database, client: pg.PoolClient, reports: Numbered[]): Promise<Numbered[]> {
  const sorted = [...reports].sort((a, b) => (a.body.id < b.body.id ? -1 : 1));
  const earliestMs = Math.min(...sorted.map(({ atMs }) => atMs)) - 86_400_000;
  const written = await rows<{ report_id: string; site: number }>(
    client,
    sql`
    insert into reports (at, site, service, report_id, body)
    select told.*
    from unnest(
      ${sorted.map(({ atMs }) => new Date(atMs))}::timestamptz[],
      ${sorted.map(({ siteNumber }) => siteNumber)}::int[],
      ${sorted.map(({ siteNumber, service }) => db.words.idOf(siteNumber, 'service', service))}::int[],
      ${sorted.map(({ body }) => body.id)}::uuid[],
      ${sorted.map(({ body: { endpoints, queries, timers } }) => pack({ endpoints, queries, timers }))}::bytea[]
    ) as told (at, site, service, report_id, body)
    where not exists (
      select from reports known
      where known.report_id = told.report_id and known.site = told.site and known.at >= ${new Date(earliestMs)}
    )
    on conflict do nothing
    returning report_id, site`,
  );
  await run(
    client,
    sql`
    insert into stale_buckets (step, site, bucket)
    select distinct 'hour', site, date_trunc('hour', at, 'UTC')
    from unnest(
      ${sorted.map(({ siteNumber }) => siteNumber)}::int[],
      ${sorted.map(({ atMs }) => new Date(atMs))}::timestamptz[]
    ) as told (site, at)`,
  );
  const fresh = new Set(written.map(({ report_id, site }) => `${site} ${report_id}`));
  return sorted.filter(({ siteNumber, body }) => fresh.delete(`${siteNumber} ${body.id}`));
}

type ToldTrace = { report: Numbered; trace: Trace; startedAtMs: number };

function tracesOf(reports: Numbered[]): ToldTrace[] {
  return reports.flatMap((report) =>
    (report.body.traces ?? []).map((trace) => ({
      report,
      trace,
      startedAtMs: believableMs(trace.startedAtMs, report.receivedAtMs),
    })),
  );
}

async function insertTraces(db: Database, client: Db, told: ToldTrace[]): Promise<void> {
  if (told.length === 0) return;
  await run(
    client,
    sql`
    insert into traces (started_at, site, service, endpoint, status, duration_ms, sql_ms, sql_count, kept,
      trace_id, span_id, trace)
    select * from unnest(
      ${told.map(({ startedAtMs }) => new Date(startedAtMs))}::timestamptz[],
      ${told.map(({ report }) => report.siteNumber)}::int[],
      ${told.map(({ report }) => db.words.idOf(report.siteNumber, 'service', report.service))}::int[],
      ${told.map(({ report, trace }) =>
        db.words.idOf(report.siteNumber, 'endpoint', endpointName(report.service, trace.method, trace.route)),
      )}::int[],
      ${told.map(({ trace }) => trace.status)}::smallint[],
      ${told.map(({ trace }) => trace.durationMs)}::real[],
      ${told.map(({ trace }) => trace.sqlMs ?? null)}::real[],
      ${told.map(({ trace }) => trace.sqlCount ?? null)}::real[],
      ${told.map(({ trace }) => trace.kept)}::text[],
      ${told.map(({ trace }) => trace.traceId)}::uuid[],
      ${told.map(({ trace }) => Buffer.from(trace.spanId, 'hex'))}::bytea[],
      ${told.map(({ trace }) => pack(trace))}::bytea[]
    )
    on conflict do nothing`,
  );
}

async function insertStatements(client: Db, reports: Numbered[]): Promise<void> {
  const told = newestBy(
    reports.flatMap(({ siteNumber: site, service, body, atMs }) =>
      (body.queries ?? []).flatMap(({ fingerprint, statement, callSite }) =>
        statement ? [{ site, service, fingerprint, statement, callSite, atMs }] : [],
      ),
    ),
    ({ site, fingerprint, service }) => [site, fingerprint, service],
  );
  if (told.length === 0) return;
  await run(
    client,
    sql`
    insert into statements (site, service, fingerprint, statement, call_site)
    select * from unnest(
      ${told.map((row) => row.site)}::int[],
      ${told.map((row) => row.service)}::text[],
      ${told.map((row) => Buffer.from(row.fingerprint, 'hex'))}::bytea[],
      ${told.map((row) => row.statement)}::text[],
      ${told.map((row) => row.callSite ?? null)}::text[]
    )
    on conflict (site, fingerprint, service) do update set call_site = excluded.call_site
    where excluded.call_site is not null and statements.call_site is distinct from excluded.call_site`,
  );
}

/** Plans of statements whose text was told before, or with them. */
async function insertPlans(client: Db, reports: Numbered[]): Promise<void> {
  const told = newestBy(
    reports.flatMap(({ siteNumber: site, service, body, atMs }) =>
      (body.plans ?? []).map((plan) => ({ ...plan, site, service, atMs })),
    ),
    ({ site, fingerprint, service }) => [site, fingerprint, service],
  );
  if (told.length === 0) return;
  await run(
    client,
    sql`
    update statements set plan = told.plan, hints = told.hints, planned_at = told.at
    from unnest(
      ${told.map((row) => row.site)}::int[],
      ${told.map((row) => row.service)}::text[],
      ${told.map((row) => Buffer.from(row.fingerprint, 'hex'))}::bytea[],
      ${told.map((row) => row.plan)}::text[],
      ${told.map((row) => JSON.stringify(row.hints))}::jsonb[],
      ${told.map((row) => new Date(row.atMs))}::timestamptz[]
    ) as told (site, service, fingerprint, plan, hints, at)
    where statements.site = told.site and statements.service = told.service
      and statements.fingerprint = told.fingerprint`,
  );
}

async function insertSamples(db: Database, client: Db, reports: Numbered[]): Promise<void> {
  const told = reports.filter(({ body }) => body.system || body.pools);
  if (told.length === 0) return;
  await run(
    client,
    sql`
    insert into system_samples (at, site, service, instance, system, pools)
    select * from unnest(
      ${told.map(({ atMs }) => new Date(atMs))}::timestamptz[],
      ${told.map(({ siteNumber }) => siteNumber)}::int[],
      ${told.map(({ siteNumber, service }) => db.words.idOf(siteNumber, 'service', service))}::int[],
      ${told.map(({ body }) => body.instance ?? '')}::text[],
      ${told.map(({ body }) => (body.system ? JSON.stringify(body.system) : null))}::jsonb[],
      ${told.map(({ body }) => (body.pools ? JSON.stringify(body.pools) : null))}::jsonb[]
    )`,
  );
}

async function insertFindings(client: Db, reports: Numbered[]): Promise<void> {
  const told = newestBy(
    reports.flatMap(({ siteNumber: site, service, body, atMs }) =>
      (body.n1 ?? []).map((finding) => ({ ...finding, site, service, atMs })),
    ),
    ({ site, service, where, fingerprint }) => [site, service, where, fingerprint],
  );
  if (told.length === 0) return;
  await run(
    client,
    sql`
    insert into n1_findings (site, service, place, fingerprint, call_site, requests, most_runs, share, trace_id,
      allowed_because, last_seen)
    select * from unnest(
      ${told.map(({ site }) => site)}::int[],
      ${told.map(({ service }) => service)}::text[],
      ${told.map((finding) => finding.where)}::text[],
      ${told.map((finding) => Buffer.from(finding.fingerprint, 'hex'))}::bytea[],
      ${told.map((finding) => finding.callSite ?? null)}::text[],
      ${told.map((finding) => finding.requests)}::bigint[],
      ${told.map((finding) => finding.mostRuns)}::int[],
      ${told.map((finding) => finding.share)}::real[],
      ${told.map((finding) => finding.traceId)}::uuid[],
      ${told.map((finding) => finding.allowedBecause ?? null)}::text[],
      ${told.map(({ atMs }) => new Date(atMs))}::timestamptz[]
    )
    on conflict (site, service, place, fingerprint) do update set
      call_site = excluded.call_site,
      requests = excluded.requests,
      most_runs = greatest(n1_findings.most_runs, excluded.most_runs),
      share = excluded.share,
      trace_id = excluded.trace_id,
      allowed_because = excluded.allowed_because,
      last_seen = greatest(n1_findings.last_seen, excluded.last_seen)`,
  );
}

/** A server's clock may be off as well; what it says counts within a day before it was received. */
function believableMs(atMs: number, receivedAtMs: number): number {
  const isBelievable = atMs <= receivedAtMs + 300_000 && atMs >= receivedAtMs - 86_400_000;
  return Math.round(isBelievable ? atMs : receivedAtMs);
}
