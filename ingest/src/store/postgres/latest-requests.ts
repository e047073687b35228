/** The last 1,000 requests of endpoints, as each process tells them: the newest word of each. */
import type { LatestReport } from '@throughline/protocol';
import type { LatestOfProcesses, StoredReport } from '../store.ts';
import type { Database } from './database.ts';
import { type Db, rows, run, sql } from './sql.ts';

type Told = LatestReport & {
  site: number;
  service: string;
  endpoint: string;
  instance: string;
  atMs: number;
};

/** @param reports With the number of their site and the time that is believed of them. */
export async function insertLatestRequests(
  client: Db,
  reports: (StoredReport & { siteNumber: number; atMs: number })[],
): Promise<void> {
  const told = newestOf(
    reports.flatMap(({ siteNumber: site, service, atMs, body: { latest = [], instance = '' } }) =>
      latest.map((one) => ({
        ...one,
        site,
        service,
        endpoint: `${one.method} ${one.route}`,
        instance,
        atMs,
      })),
    ),
  );
  if (told.length === 0) return;
  await run(
    client,
    sql`
    insert into latest_requests (site, service, endpoint, instance, told_at, n, errors, p50, p95, p99)
    select * from unnest(
      ${told.map(({ site }) => site)}::int[],
      ${told.map(({ service }) => service)}::text[],
      ${told.map(({ endpoint }) => endpoint)}::text[],
      ${told.map(({ instance }) => instance)}::text[],
      ${told.map(({ atMs }) => new Date(atMs))}::timestamptz[],
      ${told.map(({ n }) => n)}::int[],
      ${told.map(({ errors }) => errors)}::int[],
      ${told.map(({ p50 }) => p50)}::float8[],
      ${told.map(({ p95 }) => p95)}::float8[],
      ${told.map(({ p99 }) => p99)}::float8[]
    )
    on conflict (site, service, endpoint, instance) do update set
      told_at = excluded.told_at,
      n = excluded.n,
      errors = excluded.errors,
      p50 = excluded.p50,
      p95 = excluded.p95,
      p99 = excluded.p99
    where latest_requests.told_at <= excluded.told_at`,
  );
}

/** One statement may touch a row once; sorted, so that two processes lock rows in the same order. */
function newestOf(told: Told[]): Told[] {
  const newest = new Map<string, Told>();
  for (const one of told) {
    const key = JSON.stringify([one.site, one.service, one.endpoint, one.instance]);
    const known = newest.get(key);
    if (!known || known.atMs <= one.atMs) newest.set(key, one);
  }
  return [...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/**
 * By `service\nGET /route`. A process that fell silent a quarter of an hour before its service's last word has been
 * replaced, by a release for example, and no longer counts.
 */
export async function readLatestRequests(
  db: Database,
  site: string,
): Promise<Map<string, LatestOfProcesses>> {
  const number = await db.sites.one(site);
  const found = await rows<{
    name: string;
    processes: number;
    n: string;
    errors: string;
    p50: [number, number];
    p95: [number, number];
    p99: [number, number];
  }>(
    db.pool,
    sql`
    with heard as (
      select *,
        max(told_at) over (partition by service, instance) as process_at,
        max(told_at) over (partition by service) as service_at
      from latest_requests
      where site = ${number} and told_at > now() - interval '7 days'
    )
    select service || E'\n' || endpoint as name, count(*)::int as processes, sum(n) as n, sum(errors) as errors,
      array[min(p50), max(p50)] as p50, array[min(p95), max(p95)] as p95, array[min(p99), max(p99)] as p99
    from heard
    where process_at > service_at - interval '15 minutes'
    group by service, endpoint`,
  );
  return new Map(
    found.map(({ name, processes, n, errors, p50, p95, p99 }) => [
      name,
      {
        processes,
        n: Number(n),
        errors: Number(errors),
        p50: toSpan(p50),
        p95: toSpan(p95),
        p99: toSpan(p99),
      },
    ]),
  );
}

function toSpan([low, high]: [number, number]): LatestOfProcesses['p50'] {
  return { low, high };
}
