/** What arrived and what did not: views by browser, services, refusals, routes, dead letters. */
import { type BrowserHealth, vitalNames } from '@throughline/protocol';
import { otherValue } from '../metrics.ts';
import type { StoredHealth, TimeRange } from '../store.ts';
import type { Database } from './database.ts';
import { datedCodes } from './insert-views.ts';
import { type Db, readOnly, rows, sql } from './sql.ts';

const unknownBrowser = '(unknown)';

export async function readDataHealth(db: Database, site: string, range: TimeRange): Promise<StoredHealth> {
  const number = await db.sites.one(site);
  const span = { from: new Date(range.fromMs), to: new Date(range.toMs) };
  return await readOnly(db.pool, async (client) => {
    const views = await readBrowsers(client, number, span);
    const [settings] = await rows<{ countsBots: boolean }>(
      client,
      sql`select counts_bots as "countsBots" from sites where id = ${site}`,
    );
    return {
      ...views,
      countsBots: settings?.countsBots ?? false,
      services: await readServices(client, number, span),
      refusals: await readRefusals(client, site, span),
      routes: await readRouteCounts(client, site, number, span),
      deadLetters: await readDeadLetters(client, site, span),
    };
  });
}

type Span = { from: Date; to: Date };
type BrowserRow = Record<string, string> & { browser: string | null; last: Date };

async function readBrowsers(
  client: Db,
  site: number,
  { from, to }: Span,
): Promise<Pick<StoredHealth, 'views' | 'bots' | 'dated' | 'browsers'>> {
  const found = await rows<BrowserRow>(
    client,
    sql`
    select (select word from words where id = browser) as browser, count(*) as views,
      count(*) filter (where is_bot) as bots,
      count(*) filter (where dated = 0) as sender,
      count(*) filter (where dated = 1) as corrected,
      count(*) filter (where dated = 2) as received,
      count(lcp) as lcp, count(inp) as inp, count(cls) as cls, count(fcp) as fcp, count(ttfb) as ttfb,
      count(fid) as fid, count(request_ms) as server, max(received_at) as last
    from views
    where site = ${site} and started_at >= ${from} and started_at < ${to}
    group by views.browser
    order by count(*) desc`,
  );
  const sum = (name: string): number => found.reduce((total, row) => total + Number(row[name]), 0);
  const [sender, corrected, received] = datedCodes.map(sum);
  return {
    views: sum('views'),
    bots: sum('bots'),
    dated: { sender: sender ?? 0, corrected: corrected ?? 0, received: received ?? 0 },
    browsers: found.map(toBrowser),
  };
}

function toBrowser(row: BrowserRow): BrowserHealth {
  const views = Number(row.views);
  const share = (name: string): number => Number((Number(row[name]) / views).toFixed(4));
  const vitals = Object.fromEntries(vitalNames.map((name) => [name, share(name)]));
  return {
    browser: row.browser || unknownBrowser,
    views,
    bots: Number(row.bots),
    // One share for each name of the list.
    told: { ...vitals, server: share('server') } as BrowserHealth['told'],
    lastAt: row.last.toISOString(),
  };
}

async function readServices(client: Db, site: number, { from, to }: Span): Promise<StoredHealth['services']> {
  const found = await rows<{ service: string | null; last: Date }>(
    client,
    sql`
    select (select word from words where id = service) as service, max(at) as last
    from reports
    where site = ${site} and at >= ${from} and at < ${to}
    group by reports.service
    order by 1`,
  );
  return found.map(({ service, last }) => ({ service: service ?? otherValue, lastAt: last.toISOString() }));
}

async function readRefusals(client: Db, site: string, { from, to }: Span): Promise<StoredHealth['refusals']> {
  const found = await rows<{ reason: string; count: string; last: Date }>(
    client,
    sql`
    select reason, sum(count) as count, max(hour) as last
    from refusals
    where site_id = ${site} and hour >= date_trunc('hour', ${from}::timestamptz) and hour < ${to}
    group by reason
    order by 2 desc`,
  );
  return found.map(({ reason, count, last }) => ({
    reason,
    count: Number(count),
    lastHour: last.toISOString(),
  }));
}

async function readRouteCounts(
  client: Db,
  site: string,
  number: number,
  { from, to }: Span,
): Promise<StoredHealth['routes']> {
  const [row] = await rows<{ today: number; others: string }>(
    client,
    sql`
    select (
        select count(*)::int from route_groups
        where site_id = ${site} and day = (now() at time zone 'UTC')::date
      ) as today, (
        select count(*) from views
        where site = ${number} and started_at >= ${from} and started_at < ${to}
          and route = (select id from words where site = ${number} and kind = 'route' and word = ${otherValue})
      ) as others`,
  );
  return { today: row?.today ?? 0, otherViews: Number(row?.others ?? 0) };
}

async function readDeadLetters(
  client: Db,
  site: string,
  { from, to }: Span,
): Promise<StoredHealth['deadLetters']> {
  const newest = await rows<{ at: Date; kind: string; reason: string; count: string }>(
    client,
    sql`
    select received_at as at, kind, reason, count(*) over () as count
    from dead_letters
    where site_id = ${site} and received_at >= ${from} and received_at < ${to}
    order by id desc
    limit 20`,
  );
  return {
    count: Number(newest[0]?.count ?? 0),
    newest: newest.map(({ at, kind, reason }) => ({ at: at.toISOString(), kind, reason })),
  };
}
