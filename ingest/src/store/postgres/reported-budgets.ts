/** Budgets that servers keep by themselves, as their reports tell them: the newest of each. */
import type { ReportedBudget } from '@throughline/protocol';
import type { StoredReport } from '../store.ts';
import { newestBy } from './newest-by.ts';
import { type Db, rows, run, sql } from './sql.ts';

export async function insertReportedBudgets(db: Db, reports: StoredReport[]): Promise<void> {
  const told = newestBy(
    reports.flatMap(({ site, service, receivedAtMs: atMs, body }) =>
      (body.budgets ?? []).map((budget) => ({ ...budget, site, service, atMs })),
    ),
    ({ site, service, name }) => [site, service, name],
  );
  if (told.length === 0) return;
  await run(
    db,
    sql`
    insert into reported_budgets (site_id, service, name, good_ms, poor_ms, p95_ms, n, state, reported_at)
    select told.*
    from unnest(
      ${told.map(({ site }) => site)}::text[],
      ${told.map(({ service }) => service)}::text[],
      ${told.map(({ name }) => name)}::text[],
      ${told.map(({ goodMs }) => goodMs)}::float8[],
      ${told.map(({ poorMs }) => poorMs)}::float8[],
      ${told.map(({ p95Ms }) => p95Ms)}::float8[],
      ${told.map(({ n }) => n)}::bigint[],
      ${told.map(({ state }) => state)}::text[],
      ${told.map(({ atMs }) => new Date(atMs))}::timestamptz[]
    ) as told (site_id, service, name, good_ms, poor_ms, p95_ms, n, state, reported_at)
    join sites on sites.id = told.site_id
    on conflict (site_id, service, name) do update set
      good_ms = excluded.good_ms,
      poor_ms = excluded.poor_ms,
      p95_ms = excluded.p95_ms,
      n = excluded.n,
      state = excluded.state,
      reported_at = excluded.reported_at
    where reported_budgets.reported_at <= excluded.reported_at`,
  );
}

export async function readReportedBudgets(db: Db, site: string): Promise<ReportedBudget[]> {
  type Row = Omit<ReportedBudget, 'p95Ms' | 'n' | 'reportedAt'> & {
    p95Ms: number | null;
    n: string;
    reportedAt: Date;
  };
  const found = await rows<Row>(
    db,
    sql`
    select service, name, good_ms as "goodMs", poor_ms as "poorMs", p95_ms as "p95Ms", n, state,
      reported_at as "reportedAt"
    from reported_budgets
    where site_id = ${site} and reported_at > now() - interval '1 day'
    order by service, name`,
  );
  return found.map(({ p95Ms, n, reportedAt, ...row }) => ({
    ...row,
    ...(p95Ms !== null && { p95Ms }),
    n: Number(n),
    reportedAt: reportedAt.toISOString(),
  }));
}
