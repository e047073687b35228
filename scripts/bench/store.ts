/**
 * The store with months of views: how fast they go in, how much room they take, and how long each default question of the
 * dashboard takes beside the same percentile asked of raw views with `percentile_cont`, in one run.
 * VIEWS (5,000,000), ROUTES (500) and DAYS (30) may be set; twenty minutes and 5 GB of disk with the defaults.
 * With STORE_DIR the views are kept in that folder: a second run asks them again, as if it were the time of the first.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '@throughline/ingest/embedded';
import { createQueryEndpoints } from '@throughline/ingest/query';
import { rollUpStale } from '@throughline/ingest/roll-up';
import { openPostgresStore, type Store, type StoredView } from '@throughline/ingest/store';
import pg from 'pg';
import { makeViews } from '../seed/traffic.ts';
import type { Figure } from './figure.ts';

const views = Number(process.env.VIEWS ?? 5_000_000);
const routes = Number(process.env.ROUTES ?? 500);
const days = Number(process.env.DAYS ?? 30);
const dayMs = 86_400_000;
const site = 'bench';
const rounds = 9;

const keptDir = process.env.STORE_DIR;
const dataDir = keptDir ?? mkdtempSync(join(tmpdir(), 'throughline-store-'));
/** Written last: it tells that the folder is whole, and when that was. */
const doneFile = join(dataDir, 'filled-at-ms');
const isFilled = existsSync(doneFile);
const nowMs = isFilled ? Number(readFileSync(doneFile, 'utf8')) : Date.now();
const now = (): number => nowMs;

export async function run(): Promise<Figure[]> {
  const embedded = await startEmbedded({ dataDir, log: console.error });
  const databaseUrl = await embedded.database('throughline');
  const store = await openPostgresStore({ databaseUrl, now });
  const raw = new pg.Client({ connectionString: databaseUrl });
  try {
    await raw.connect();
    await store.putSite({ id: site, name: 'Bench', writeKey: 'pk_bench', origins: [] });
    const filled = isFilled ? [] : await fill(store);
    return [...filled, ...(await room(store, raw)), ...(await questions(store, raw))];
  } finally {
    await raw.end();
    await store.close();
    await embedded.stop();
    if (!keptDir) rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The newest view is as old as a dashboard's usually is, and the running hour has its share. */
const span = { fromMs: nowMs - days * dayMs, toMs: nowMs };

async function fill(store: Store): Promise<Figure[]> {
  const traffic = makeViews(views, { site, key: 'pk_bench', routes, ...span });
  let done = 0;
  const startMs = performance.now();
  // Two at a time: while the database works on one batch, the next is made.
  const insert = async (): Promise<void> => {
    for (let batch = take(traffic, 1_000); batch.length > 0; batch = take(traffic, 1_000)) {
      await store.insertViews(batch);
      done += batch.length;
      if (done % 500_000 === 0) console.error(`${done.toLocaleString('en')} views stored`);
    }
  };
  await Promise.all([insert(), insert()]);
  const perSecond = (views / (performance.now() - startMs)) * 1_000;
  const rollUpMs = await timed(
    async () => void (await rollUpStale(store, (await store.lead('bench', 7_200_000)) ?? 0)),
  );
  writeFileSync(doneFile, String(nowMs));
  return [
    {
      what: 'views made up and inserted',
      value: perSecond,
      unit: '/s',
      goal: 10_000,
      met: perSecond >= 10_000,
    },
    { what: 'rolling up everything, per view', value: (rollUpMs * 1_000) / views, unit: 'µs' },
  ];
}

function take(traffic: Iterator<StoredView>, most: number): StoredView[] {
  const batch: StoredView[] = [];
  while (batch.length < most) {
    const next = traffic.next();
    if (next.done) break;
    batch.push(next.value);
  }
  return batch;
}

async function room(store: Store, raw: pg.Client): Promise<Figure[]> {
  // Counts of rows come from statistics.
  await raw.query('analyze');
  const { tables, bytesPerView = 0, bytesPerViewDetail = 0, rollupBytesPerView = 0 } = await store.storage();
  for (const { table, bytes } of tables.slice(0, 8)) console.error(`${table}: ${Math.round(bytes / 1e6)} MB`);
  return [
    {
      what: 'room of a view, with indexes',
      value: bytesPerView,
      unit: 'B',
      goal: 400,
      met: bytesPerView <= 400,
    },
    { what: 'room of its lists, for a week', value: bytesPerViewDetail, unit: 'B' },
    {
      what: 'room of its rollups',
      value: rollupBytesPerView,
      unit: 'B',
      goal: 200,
      met: rollupBytesPerView <= 200,
    },
  ];
}

type Question = { what: string; path: string; query: Record<string, unknown>; goalMs: number };

function ask(lengthDays: number): { from: string; to: string } {
  return {
    from: new Date(nowMs - lengthDays * dayMs).toISOString(),
    to: new Date(nowMs).toISOString(),
  };
}

const vitals = ['lcp', 'inp', 'cls', 'fcp', 'ttfb', 'fid'];
const route = '/shop/topic-1/:slug';

const asked: Question[] = [
  ...[1, 30].flatMap((length) => [
    {
      what: `merged routes, first 100, ${length} d`,
      path: 'routes',
      query: { ...ask(length), limit: 100 },
      goalMs: 100,
    },
    {
      what: `six vitals of the site, ${length} d`,
      path: 'summary',
      query: { ...ask(length), metric: vitals },
      goalMs: 100,
    },
    {
      what: `LCP over time, ${length} d`,
      path: 'series',
      query: { ...ask(length), metric: 'lcp' },
      goalMs: 100,
    },
    {
      what: `LCP as a histogram, ${length} d`,
      path: 'histogram',
      query: { ...ask(length), metric: 'lcp' },
      goalMs: 100,
    },
    {
      what: `vitals by country, ${length} d`,
      path: 'segments',
      query: { ...ask(length), by: 'country', metric: vitals },
      goalMs: 100,
    },
    {
      what: `vitals of a route by device, ${length} d`,
      path: 'segments',
      query: { ...ask(length), by: 'device', route, metric: vitals },
      goalMs: 100,
    },
    {
      what: `path split of a route, ${length} d`,
      path: 'split',
      query: { ...ask(length), route },
      goalMs: 100,
    },
    { what: `views of a route, ${length} d`, path: 'views', query: { ...ask(length), route }, goalMs: 100 },
    {
      what: `cross-filter: LCP by release, one country and browser, ${length} d`,
      path: 'segments',
      query: { ...ask(length), by: 'release', country: 'DE', browser: 'Firefox', metric: 'lcp' },
      goalMs: 1_000,
    },
  ]),
  {
    what: 'LCP over 400 d',
    path: 'series',
    query: { ...ask(400), metric: 'lcp', step: 'week' },
    goalMs: 100,
  },
];

async function questions(store: Store, raw: pg.Client): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { what, path, query, goalMs } of asked) {
    const ms = await median(() => answer(store, path, query));
    figures.push({ what, value: ms, unit: 'ms', goal: goalMs, met: ms <= goalMs });
  }
  for (const by of ['site', 'route'] as const) {
    const [group, column] = by === 'route' ? ['group by route', 'route,'] : ['', ''];
    const text = `select ${column} percentile_cont(0.75) within group (order by lcp) from views
      where site = (select number from sites where id = $1) and started_at >= $2 and not is_bot ${group}`;
    const rawMs = await median(() => raw.query(text, [site, new Date(nowMs - 30 * dayMs)]));
    const ours =
      by === 'route'
        ? () => store.measure(site, { range: thirtyDays, metrics: ['lcp'], by: 'route' })
        : () => store.measure(site, { range: thirtyDays, metrics: ['lcp'] });
    const ms = await median(ours);
    const ratio = rawMs / ms;
    figures.push(
      { what: `raw percentile_cont of LCP, by ${by}, 30 d`, value: rawMs, unit: 'ms' },
      { what: `the same from rollups`, value: ms, unit: 'ms' },
      { what: `how many times faster, by ${by}`, value: ratio, unit: '×', goal: 10, met: ratio >= 10 },
    );
  }
  return figures;
}

const thirtyDays = { fromMs: nowMs - 30 * dayMs, toMs: nowMs };

async function answer(store: Store, path: string, query: Record<string, unknown>): Promise<unknown> {
  const endpoint = createQueryEndpoints({ store, now }).find((one) => one.path === `/sites/:site/${path}`);
  if (!endpoint?.query) throw new Error(`There is no ${path}.`);
  const context = {
    params: {},
    query: endpoint.query.parse(query),
    body: undefined,
    site,
    setHeader: () => {},
  };
  return JSON.stringify(await endpoint.handle(context as never));
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  await work();
  for (let round = 0; round < rounds; round += 1) times.push(await timed(work));
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
