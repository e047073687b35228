/** Stores batches of views: one row each by (site, id), the highest revision wins, the first one's date stays. */
import type { ApiRequest } from '@throughline/protocol';
import type pg from 'pg';
import type { Dated, StoredView } from '../store.ts';
import { type Cell, copyInto } from './copy.ts';
import type { Database } from './database.ts';
import { pack } from './pack.ts';
import { partitionOf } from './partitions.ts';
import { rows, sql, transaction } from './sql.ts';
import type { WordKind } from './words.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How `dated` is written. */
export const datedCodes: Dated[] = ['sender', 'corrected', 'received'];

type Wordy = (view: StoredView) => string | undefined;

/** Columns that hold the number of a word. */
const wordColumns: Record<string, [kind: WordKind, word: Wordy]> = {
  route: ['route', ({ route }) => route],
  navigation_type: ['navigation type', ({ body }) => body.view.navigationType],
  device: ['device', ({ deviceClass }) => deviceClass],
  country: ['country', ({ country }) => country],
  browser: ['browser', ({ browser }) => browser],
  browser_version: ['browser version', ({ browserVersion }) => browserVersion],
  os: ['os', ({ os }) => os],
  connection: ['connection', ({ body }) => body.connection?.effectiveType],
  release: ['release', ({ body }) => body.release],
  environment: ['environment', ({ body }) => body.environment],
  lcp_target: ['element', ({ body }) => body.vitals.lcp?.target],
  inp_target: ['element', ({ body }) => body.vitals.inp?.target],
  inp_script: ['script', ({ body }) => body.vitals.inp?.script?.url ?? body.vitals.inp?.script?.invoker],
  cls_target: ['element', ({ body }) => body.vitals.cls?.target],
  origin: ['origin', ({ body }) => originOf(body.view.url)],
};

/** A site has few: as words they cost a sixth. */
function originOf(url: string): string {
  return /^[a-z]+:\/\/[^/?#]*/i.exec(url)?.[0] ?? '';
}

/** TTFB and FCP are those of a load; a restored or soft view has none of its own. */
const isLoad = ({ body }: StoredView): boolean =>
  body.view.navigationType !== 'back-forward-cache' && body.view.navigationType !== 'soft-navigation';

const plainColumns: Record<string, (view: StoredView) => Cell> = {
  started_at: ({ startedAtMs }) => new Date(startedAtMs),
  received_at: ({ receivedAtMs }) => new Date(receivedAtMs),
  revision: ({ body }) => body.view.revision,
  sample_rate: ({ body }) => (body.sampleRate === 1 ? undefined : body.sampleRate),
  lcp: ({ body }) => body.vitals.lcp?.value,
  inp: ({ body }) => body.vitals.inp?.value,
  cls: ({ body }) => body.vitals.cls?.value,
  fcp: (view) => (isLoad(view) ? view.body.vitals.fcp?.value : undefined),
  ttfb: (view) => (isLoad(view) ? view.body.vitals.ttfb?.value : undefined),
  fid: ({ body }) => body.vitals.fid?.value,
  lcp_load_delay_ms: ({ body }) => body.vitals.lcp?.loadDelayMs,
  lcp_load_ms: ({ body }) => body.vitals.lcp?.loadMs,
  lcp_render_delay_ms: ({ body }) => body.vitals.lcp?.renderDelayMs,
  inp_input_delay_ms: ({ body }) => body.vitals.inp?.inputDelayMs,
  inp_processing_ms: ({ body }) => body.vitals.inp?.processingMs,
  inp_presentation_ms: ({ body }) => body.vitals.inp?.presentationMs,
  redirect_ms: ({ body }) => body.navigation?.redirectMs,
  worker_ms: ({ body }) => body.navigation?.workerMs,
  dns_ms: ({ body }) => body.navigation?.dnsMs,
  connect_ms: ({ body }) => body.navigation?.connectMs,
  tls_ms: ({ body }) => body.navigation?.tlsMs,
  request_ms: ({ body }) => body.navigation?.server?.requestMs,
  app_ms: ({ body }) => body.navigation?.server?.appMs,
  sql_ms: ({ body }) => body.navigation?.server?.sqlMs,
  sql_count: ({ body }) => body.navigation?.server?.sqlCount,
  cache_ms: ({ body }) => body.navigation?.server?.cacheMs,
  upstream_ms: ({ body }) => body.navigation?.server?.upstreamMs,
  api_count: ({ body }) => body.requests?.length || undefined,
  api_request_ms: ({ body }) => sumOf(body.requests, (request) => request.server?.requestMs),
  api_sql_ms: ({ body }) => sumOf(body.requests, (request) => request.server?.sqlMs),
  api_sql_count: ({ body }) => sumOf(body.requests, (request) => request.server?.sqlCount),
  blocking_ms: ({ body }) => body.longFrames?.blockingMs,
  dated: ({ dated }) => datedCodes.indexOf(dated),
  is_bot: ({ isBot }) => isBot,
  view_id: ({ body }) => body.view.id,
  visit_id: ({ body }) => body.visit?.id,
  path: ({ body }) => body.view.url.slice(originOf(body.view.url).length),
};

const wordNames = Object.keys(wordColumns);
const wordKinds = Object.values(wordColumns).map(([kind]) => kind);
const wordSources = Object.values(wordColumns).map(([, source]) => source);
const plainNames = Object.keys(plainColumns);
const plainSources = Object.values(plainColumns);
const names = ['site', ...wordNames, ...plainNames].join(', ');

/** What the first stored revision said for good. */
const keptColumns = new Set(['started_at', 'dated', 'view_id']);
const replaced = [...wordNames, ...plainNames]
  .filter((name) => !keptColumns.has(name))
  .map((name) => `${name} = excluded.${name}`)
  .join(', ');

export async function insertViews(db: Database, views: StoredView[]): Promise<void> {
  const siteNumbers = await db.sites.of(views.map(({ site }) => site));
  // The views of a site that has been deleted meanwhile are forgotten with it.
  const told = newestRevisions(views).filter(({ site }) => siteNumbers.has(site));
  const numbered = told.map((view) => ({
    view,
    site: siteNumbers.get(view.site) ?? 0,
    words: wordsOf(view),
  }));
  const { fromMs, toMs } = db.storedSpan();
  const isKept = ({ view }: Numbered): boolean => view.startedAtMs >= fromMs && view.startedAtMs < toMs;
  const kept = numbered.filter(isKept);
  const late = numbered.filter((item) => !isKept(item));

  await db.words.learn(allWordsOf(kept));
  await db.partitions.use(async () => {
    const times = kept.map(({ view }) => view.startedAtMs);
    await db.partitions.ensure('views', times);
    await db.partitions.ensure(
      'view_details',
      times.filter((atMs) => atMs >= db.detailsFromMs()),
    );
    await transaction(db.pool, async (client) => {
      if (kept.length > 0) await insertKept(db, client, kept);
      if (late.length > 0) await insertLate(client, late);
    });
  });
}

/** @property words As `wordColumns` names them. */
type Numbered = { view: StoredView; site: number; words: (string | undefined)[] };

const wordsOf = (view: StoredView): (string | undefined)[] => wordSources.map((source) => source(view));

function* allWordsOf(views: Numbered[]): Generator<[number, WordKind, string]> {
  for (const { site, words } of views) {
    for (const [at, kind] of wordKinds.entries()) {
      const word = words[at];
      if (word !== undefined) yield [site, kind, word];
    }
  }
}

/** Of a view that is too old for its lists to be kept. */
const noBody = Buffer.alloc(0);

/** Inside one transaction, on one connection: temporary tables belong to it. */
async function insertKept(db: Database, client: pg.PoolClient, views: Numbered[]): Promise<void> {
  const incoming = views.map(({ view, site, words }): Cell[] => [
    site,
    ...wordKinds.map((kind, at) => {
      const word = words[at];
      return word === undefined ? undefined : db.words.idOf(site, kind, word);
    }),
    ...plainSources.map((source) => source(view)),
    view.startedAtMs >= db.detailsFromMs() ? pack(view.body) : noBody,
  ]);
  await client.query(`
    create temporary table if not exists incoming_views (
      like views including defaults,
      body bytea not null
    ) on commit delete rows`);
  await copyInto(client, `incoming_views (${names}, body)`, incoming);
  const days = await settleDates(db, client, views);
  for (const day of days) await insertDay(client, day, day >= db.detailsFromMs());
}

/**
 * A view that is stored keeps its date, whatever this revision says. A view that its sender and this clock agree is
 * young can only stand in the last days' parts: asking all thirty would cost five times the insert. Any other is looked
 * for everywhere.
 * @returns The days that the batch belongs to, Unix ms.
 */
async function settleDates(db: Database, client: pg.PoolClient, views: Numbered[]): Promise<number[]> {
  const { fromMs } = db.storedSpan();
  const earliestMs = Math.min(...views.map(({ view }) => view.receivedAtMs)) - 2 * dayMs;
  const old = views.filter(({ view }) => !isSurelyYoung(view)).map(({ view }) => view.body.view.id);
  await client.query(
    `update incoming_views incoming
    set started_at = stored.started_at, dated = stored.dated
    from views stored
    where stored.view_id = incoming.view_id and stored.site = incoming.site and stored.started_at >= $1`,
    [new Date(Math.max(fromMs, earliestMs))],
  );
  if (old.length > 0) {
    await client.query(
      `update incoming_views incoming
      set started_at = stored.started_at, dated = stored.dated
      from views stored
      where stored.view_id = incoming.view_id and stored.site = incoming.site and incoming.view_id = any($1::uuid[])`,
      [old],
    );
  }
  const days = await rows<{ day: Date }>(
    client,
    sql`select distinct date_trunc('day', started_at, 'UTC') as day from incoming_views order by day`,
  );
  return days.map(({ day }) => day.getTime());
}

function isSurelyYoung({ startedAtMs, receivedAtMs, dated }: StoredView): boolean {
  return dated === 'sender' && startedAtMs >= receivedAtMs - 20 * hourMs;
}

/** Straight into the day's own table, whose unique index knows nothing of other days. */
async function insertDay(client: pg.PoolClient, dayStartMs: number, hasDetails: boolean): Promise<void> {
  const day = partitionOf('views', dayStartMs);
  const details = partitionOf('view_details', dayStartMs);
  const insertDetails = `
    insert into ${details} (started_at, site, view_id, body)
    select started_at, site, view_id, body
    from written
    join incoming_views using (site, view_id, started_at)
    where body <> ''
    on conflict (view_id, site, started_at) do update set body = excluded.body`;
  // Sorted keys: two processes that store the same views lock them in the same order.
  await client.query(
    `with written as (
      insert into ${day} as stored (${names})
      select ${names}
      from incoming_views
      where started_at >= $1 and started_at < $2
      order by view_id, site
      on conflict (view_id, site) do update set ${replaced}
      where excluded.revision > stored.revision
      returning site, view_id, started_at
    ), stale as (
      insert into stale_buckets (step, site, bucket)
      select distinct 'hour', site, date_trunc('hour', started_at, 'UTC')
      from written
    )
    ${hasDetails ? insertDetails : 'select 1'}`,
    [new Date(dayStartMs), new Date(dayStartMs + dayMs)],
  );
}

async function insertLate(client: pg.PoolClient, views: Numbered[]): Promise<void> {
  const sorted = [...views].sort((a, b) => (a.view.body.view.id < b.view.body.view.id ? -1 : 1));
  await client.query(
    `insert into late_views (site, view_id, revision, started_at, body)
    select * from unnest($1::int[], $2::uuid[], $3::int[], $4::timestamptz[], $5::bytea[])
    on conflict (site, view_id) do update set revision = excluded.revision, body = excluded.body
    where excluded.revision > late_views.revision`,
    [
      sorted.map(({ site }) => site),
      sorted.map(({ view }) => view.body.view.id),
      sorted.map(({ view }) => view.body.view.revision),
      sorted.map(({ view }) => new Date(view.startedAtMs)),
      sorted.map(({ view }) => pack(view.body)),
    ],
  );
}

function newestRevisions(views: StoredView[]): StoredView[] {
  const byKey = new Map<string, StoredView>();
  for (const view of views) {
    const key = `${view.site} ${view.body.view.id}`;
    const other = byKey.get(key);
    if (!other || view.body.view.revision > other.body.view.revision) {
      // The first revision told dates the view, whichever wins.
      byKey.set(key, other ? { ...view, startedAtMs: other.startedAtMs, dated: other.dated } : view);
    }
  }
  return [...byKey.values()];
}

/** The page's own API requests in sum; a part that no server told stays null, for missing is not zero. */
function sumOf(
  requests: ApiRequest[] | undefined,
  pick: (request: ApiRequest) => number | undefined,
): number | undefined {
  let sum: number | undefined;
  for (const request of requests ?? []) {
    const value = pick(request);
    if (value !== undefined) sum = (sum ?? 0) + value;
  }
  return sum;
}
