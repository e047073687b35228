/** Whatever happens to a site's views, and wherever a rollup is cut off, the answer equals a recount of what is stored. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rollUpStale } from '../../rollup/run.ts';
import { Histogram } from '../histogram.ts';
import { thresholdsOf } from '../metrics.ts';
import type { Store, StoredView } from '../store.ts';
import { rollUpAll } from '../test-rounds.ts';
import { aStoredView, aViewBody } from '../test-samples.ts';
import { openPostgresStore } from './store.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** A Wednesday, so that a week is not over for a while. */
const start = Date.UTC(2026, 9, 7);

let database: TestDatabase;
let store: Store;
let nowMs = start + 3 * day;

beforeAll(async () => {
  database = await createTestDatabase();
  store = await openPostgresStore({ databaseUrl: database.url, now: () => nowMs });
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

const routes = ['/', '/articles/:slug', '/search'];
const told = fc.record({
  view: fc.nat(14),
  revision: fc.integer({ min: 1, max: 4 }),
  /** How long after its start a clock that was not believed put it. */
  wrongBy: fc.oneof(fc.constant(0), fc.nat(2 * day)),
  route: fc.constantFrom(...routes),
  deviceClass: fc.constantFrom('desktop', 'mobile', undefined),
  lcp: fc.option(fc.double({ min: 0, max: 60_000, noNaN: true }), { nil: undefined }),
  sqlMs: fc.option(fc.integer({ min: 0, max: 3_000 }), { nil: undefined }),
  sampleRate: fc.constantFrom(undefined, 0.1, 0.333),
  isBot: fc.constantFrom(false, false, false, true),
});
type Told = typeof told extends fc.Arbitrary<infer T> ? T : never;

const acts = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .array(told, { minLength: 1, maxLength: 8 })
        .map((views) => ({ do: 'store', views }) as const),
    },
    { weight: 2, arbitrary: fc.constant({ do: 'roll up' } as const) },
    {
      weight: 2,
      arbitrary: fc.nat(25).map((afterMs) => ({ do: 'crash in a rollup', afterMs }) as const),
    },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 48, max: 71 }).map((hours) => ({ do: 'be at', hours }) as const),
    },
  ),
  { minLength: 2, maxLength: 12 },
);

type Act = typeof acts extends fc.Arbitrary<(infer T)[]> ? T : never;

/** Views begin everywhere in three days, and at the ends of hours and days. */
const starts = [
  0,
  hour - 1,
  hour,
  day - 1,
  day,
  2 * day,
  3 * day - 1,
  ...[3, 17, 29, 31, 47, 59, 66, 70].map((h) => h * hour + 777_777),
];

function toView(site: string, ids: string[], one: Told): StoredView {
  const body = aViewBody(
    {
      vitals: one.lcp === undefined ? {} : { lcp: { value: one.lcp } },
      ...(one.sqlMs !== undefined && { navigation: { server: { sqlMs: one.sqlMs } } }),
      ...(one.sampleRate && { sampleRate: one.sampleRate }),
    },
    { id: ids[one.view] ?? '', revision: one.revision },
  );
  const startedAtMs = start + Math.min(3 * day - 1, (starts[one.view] ?? 0) + one.wrongBy);
  const dated = one.wrongBy > 0 ? 'received' : 'sender';
  const { route, deviceClass, isBot } = one;
  return aStoredView({
    site,
    body,
    startedAtMs,
    receivedAtMs: start + 3 * day,
    dated,
    route,
    deviceClass,
    isBot,
  });
}

/** What a store that is right must hold: the highest revision, dated by the first one stored. */
function remember(kept: Map<string, StoredView>, view: StoredView): void {
  const known = kept.get(view.body.view.id);
  if (!known) kept.set(view.body.view.id, view);
  else if (view.body.view.revision > known.body.view.revision) {
    kept.set(view.body.view.id, { ...view, startedAtMs: known.startedAtMs });
  }
}

function recount(views: Iterable<StoredView>, fromMs: number, toMs: number) {
  const byRoute = new Map<string, { views: number; lcp: Histogram; sqlMs: Histogram }>();
  for (const { body, route, startedAtMs, isBot } of views) {
    if (isBot || startedAtMs < fromMs || startedAtMs >= toMs) continue;
    const group = byRoute.get(route) ?? { views: 0, lcp: new Histogram(), sqlMs: new Histogram() };
    byRoute.set(route, group);
    group.views += 1;
    // The column is a 4-byte float, and so is the weight.
    const weight = 1 / Math.fround(body.sampleRate ?? 1);
    if (body.vitals.lcp) group.lcp.add(asStored(body.vitals.lcp.value), weight, thresholdsOf('lcp'));
    const sqlMs = body.navigation?.server?.sqlMs;
    if (sqlMs !== undefined) group.sqlMs.add(asStored(sqlMs), weight);
  }
  return Object.fromEntries(
    [...byRoute].map(([route, { views, lcp, sqlMs }]) => [route, [views, hexOf(lcp), hexOf(sqlMs)]]),
  );
}

const asStored = (value: number): number =>
  Number(Math.fround(Math.round(value * 10_000) / 10_000).toPrecision(9));
const hexOf = (histogram: Histogram | undefined): string =>
  (histogram ?? new Histogram()).toBytes().toString('hex');

async function answer(site: string, fromMs: number, toMs: number) {
  const { groups } = await store.measure(site, {
    range: { fromMs, toMs },
    metrics: ['lcp', 'sqlMs'],
    by: 'route',
  });
  return Object.fromEntries(
    groups.map(({ value, views, histograms }) => [
      value,
      [views, hexOf(histograms.lcp), hexOf(histograms.sqlMs)],
    ]),
  );
}

/** Cuts the connections of this database while a rollup is somewhere in the middle. */
async function crash(term: number, afterMs: number): Promise<void> {
  const work = rollUpStale(store, term).catch(() => {});
  await sleep(afterMs);
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  // Waits for their end: what comes next must find no connection of the pool that only looks alive.
  await admin.query(
    'select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await admin.end();
  await work;
}

async function act(one: Act, site: string, ids: string[], kept: Map<string, StoredView>): Promise<void> {
  const term = (await store.lead('test', 60_000)) ?? 0;
  if (one.do === 'be at') nowMs = start + one.hours * hour + 1_800_000;
  if (one.do === 'roll up') await rollUpStale(store, term);
  if (one.do === 'crash in a rollup') await crash(term, one.afterMs);
  if (one.do !== 'store') return;
  for (const view of one.views.map((told) => toView(site, ids, told))) {
    await store.insertViews([view]);
    remember(kept, view);
  }
}

it('equals a recount after any history of revisions, duplicates, late arrivals and crashes', async () => {
  await fc.assert(
    fc.asyncProperty(acts, fc.nat(3 * day - 1), fc.nat(3 * day - 1), async (history, a, b) => {
      const site = `site-${randomUUID().slice(0, 8)}`;
      await store.putSite({ id: site, name: site, writeKey: `pk_${site}`, origins: [] });
      const ids = Array.from({ length: 15 }, () => randomUUID());
      const kept = new Map<string, StoredView>();
      for (const one of history) await act(one, site, ids, kept);
      nowMs = start + 3 * day;

      const [fromMs, toMs] = [start + Math.min(a, b), start + Math.max(a, b) + 1];
      expect(await answer(site, fromMs, toMs)).toEqual(recount(kept.values(), fromMs, toMs));
      await rollUpAll(store);
      const whole = await answer(site, start, start + 3 * day);
      expect(whole).toEqual(recount(kept.values(), start, start + 3 * day));
    }),
    { numRuns: 15, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: false },
  );
}, 120_000);
