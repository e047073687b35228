/** The last 1,000 requests of endpoints, as each process tells them: the newest word of each, of a bounded number of processes. */
import type { LatestReport } from '@throughline/protocol';
import type { LatestOfProcesses } from '../servers.ts';
import type { StoredReport } from '../store.ts';
import type { Database } from './database.ts';
import { endpointName } from './endpoint-name.ts';
import { newestBy } from './newest-by.ts';
import { type Db, readOnly, rows, run, sql } from './sql.ts';

/** Of one site. A host that crashes and starts again without end has a new name each time. */
const mostProcesses = 200;

type Told = LatestReport & {
  site: number;
  service: number;
  endpoint: number;
  instance: string;
  atMs: number;
};

/**
 * @param reports With the numbers of their sites; their endpoints and services are words already. They count by when they
 * were received: the clocks of several hosts do not agree.
 */
export async function insertLatestRequests(
  db: Database,
  client: Db,
  reports: (StoredReport & { siteNumber: number })[],
): Promise<void> {
  const told = newestBy(
    reports.flatMap(({ siteNumber: site, service: name, receivedAtMs: atMs, body }) => {
      const service = db.words.idOf(site, 'service', name);
      return (body.latest ?? []).map((one) => ({
        ...one,
        site,
        service,
        endpoint: db.words.idOf(site, 'endpoint', endpointName(name, one.method, one.route)),
        instance: body.instance ?? '',
        atMs,
      }));
    }),
    ({ site, service, endpoint, instance }) => [site, service, endpoint, instance],
  );
  if (told.length === 0) return;
  await insertProcesses(client, told);
  await run(
    client,
    sql`
    insert into latest_requests (site, service, endpoint, instance, told_at, n, errors, p50, p95, p99)
    select told.*
    from unnest(
      ${told.map(({ site }) => site)}::int[],
      ${told.map(({ service }) => service)}::int[],
      ${told.map(({ endpoint }) => endpoint)}::int[],
      ${told.map(({ instance }) => instance)}::text[],
      ${told.map(({ atMs }) => new Date(atMs))}::timestamptz[],
      ${told.map(({ n }) => n)}::int[],
      ${told.map(({ errors }) => errors)}::int[],
      ${told.map(({ p50 }) => p50)}::float8[],
      ${told.map(({ p95 }) => p95)}::float8[],
      ${told.map(({ p99 }) => p99)}::float8[]
    ) as told (site, service, endpoint, instance, told_at, n, errors, p50, p95, p99)
    -- Its process may just have been crowded out.
    join latest_processes using (site, service, instance)
    on conflict (site, endpoint, service, instance) do update set
      told_at = excluded.told_at,
      n = excluded.n,
      errors = excluded.errors,
      p50 = excluded.p50,
      p95 = excluded.p95,
      p99 = excluded.p99
    where latest_requests.told_at <= excluded.told_at`,
  );
}

/** Takes up who told something, and lets go of those beyond the newest. Sorted like what comes after it. */
async function insertProcesses(client: Db, told: Told[]): Promise<void> {
  const processes = newestBy(told, ({ site, service, instance }) => [site, service, instance]);
  await run(
    client,
    sql`
    insert into latest_processes (site, service, instance, told_at)
    select * from unnest(
      ${processes.map(({ site }) => site)}::int[],
      ${processes.map(({ service }) => service)}::int[],
      ${processes.map(({ instance }) => instance)}::text[],
      ${processes.map(({ atMs }) => new Date(atMs))}::timestamptz[]
    )
    on conflict (site, service, instance) do update set told_at = greatest(latest_processes.told_at, excluded.told_at)`,
  );
  await run(
    client,
    sql`
    delete from latest_processes
    using (
      select site, service, instance, row_number() over (partition by site order by told_at desc) as place
      from latest_processes
      where site = any(${[...new Set(processes.map(({ site }) => site))]}::int[])
    ) as ranked
    where ranked.place > ${mostProcesses}
      and (latest_processes.site, latest_processes.service, latest_processes.instance)
        = (ranked.site, ranked.service, ranked.instance)`,
  );
}

/**
 * @param names `service\nGET /route`. @returns By name. A process that told nothing for a quarter of an hour while others
 * of its service did has been replaced, by a release for example, or has nothing to do: it does not count.
 */
export async function readLatestRequests(
  db: Database,
  site: string,
  names: string[],
): Promise<Map<string, LatestOfProcesses>> {
  const number = await db.sites.one(site);
  const endpoints = await db.words.find(number, 'endpoint', names);
  const found = await readOnly(db.pool, (client) =>
    rows<{
      endpoint: number;
      processes: number;
      n: string;
      errors: string;
      p50: [number, number];
      p95: [number, number];
      p99: [number, number];
    }>(
      client,
      sql`
      with heard as (
        select *, max(told_at) over (partition by service) as service_at
        from latest_processes
        where site = ${number}
      )
      select endpoint, count(*)::int as processes, sum(n) as n, sum(errors) as errors,
        array[min(p50), max(p50)] as p50, array[min(p95), max(p95)] as p95, array[min(p99), max(p99)] as p99
      from latest_requests
      join heard using (site, service, instance)
      where site = ${number} and endpoint = any(${endpoints}::int[])
        and heard.told_at > service_at - interval '15 minutes'
      group by endpoint`,
    ),
  );
  const words = await db.words.read(endpoints);
  return new Map(
    found.map(({ endpoint, processes, n, errors, p50, p95, p99 }) => [
      words.get(endpoint) ?? '',
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
