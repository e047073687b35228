/** Stores server reports: each once by (site, report id), with its traces and the texts of its statements. */
import type { StoredReport } from '../store.ts';
import { pack } from './pack.ts';
import { type Db, run, sql } from './sql.ts';

export async function insertReports(db: Db, reports: StoredReport[]): Promise<void> {
  await insertTraces(db, reports);
  await insertStatements(db, reports);
  await run(
    db,
    sql`
    insert into reports (site_id, report_id, service, received_at, body)
    select * from unnest(
      ${reports.map((report) => report.site)}::text[],
      ${reports.map((report) => report.body.id)}::uuid[],
      ${reports.map((report) => report.service)}::text[],
      ${reports.map((report) => new Date(report.receivedAtMs))}::timestamptz[],
      ${reports.map(({ body }) => pack({ ...body, traces: undefined }))}::bytea[]
    )
    on conflict do nothing`,
  );
}

async function insertTraces(db: Db, reports: StoredReport[]): Promise<void> {
  const told = reports.flatMap((report) => (report.body.traces ?? []).map((trace) => ({ report, trace })));
  if (told.length === 0) return;
  await run(
    db,
    sql`
    insert into traces (site_id, trace_id, span_id, service, started_at, trace)
    select * from unnest(
      ${told.map(({ report }) => report.site)}::text[],
      ${told.map(({ trace }) => trace.traceId)}::uuid[],
      ${told.map(({ trace }) => Buffer.from(trace.spanId, 'hex'))}::bytea[],
      ${told.map(({ report }) => report.service)}::text[],
      ${told.map(({ trace, report }) => new Date(believableMs(trace.startedAtMs, report.receivedAtMs)))}::timestamptz[],
      ${told.map(({ trace }) => pack(trace))}::bytea[]
    )
    on conflict do nothing`,
  );
}

async function insertStatements(db: Db, reports: StoredReport[]): Promise<void> {
  const byKey = new Map<string, { site: string; service: string; fingerprint: string; statement: string }>();
  for (const { site, service, body } of reports) {
    for (const { fingerprint, statement } of body.queries ?? []) {
      if (statement)
        byKey.set(`${site} ${fingerprint} ${service}`, { site, service, fingerprint, statement });
    }
  }
  if (byKey.size === 0) return;
  // Sorted: two processes that tell the same statements must lock them in the same order.
  const told = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await run(
    db,
    sql`
    insert into statements (site_id, service, fingerprint, statement)
    select * from unnest(
      ${told.map((row) => row.site)}::text[],
      ${told.map((row) => row.service)}::text[],
      ${told.map((row) => Buffer.from(row.fingerprint, 'hex'))}::bytea[],
      ${told.map((row) => row.statement)}::text[]
    )
    on conflict do nothing`,
  );
}

/** A server's clock may be off as well; a trace is found by its id, the time only decides when it is deleted. */
function believableMs(startedAtMs: number, receivedAtMs: number): number {
  const isBelievable = startedAtMs <= receivedAtMs + 300_000 && startedAtMs >= receivedAtMs - 86_400_000;
  return isBelievable ? startedAtMs : receivedAtMs;
}
