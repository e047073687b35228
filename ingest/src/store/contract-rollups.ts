/** What every store must show of time passing: rollups, what is sealed, what is forgotten. Part of the contract. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bucketSpan } from './buckets.ts';
import type { Store, StoredView, TimeRange } from './store.ts';
import { leadTest, newTestSite, rollUpAll, wholeDay } from './test-rounds.ts';
import { aStoredReport, aStoredView, aViewBody, noon } from './test-samples.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const questions = (['route', 'device', 'country', undefined] as const).flatMap((by) =>
  [{}, { device: ['mobile'] }, { country: ['(none)'] }, { route: ['/'] }].map((filters) => ({ by, filters })),
);

function oneOfMany(site: string, at: number): StoredView {
  return aStoredView({
    site,
    route: at % 3 === 0 ? '/' : '/articles/:slug',
    deviceClass: at % 2 === 0 ? 'mobile' : 'desktop',
    country: at % 4 === 0 ? undefined : 'DE',
    startedAtMs: noon + (at % 7) * hourMs,
    body: aViewBody({ vitals: { lcp: { value: 500 + at * 37 } }, sampleRate: at % 5 === 0 ? 0.5 : 1 }),
  });
}

export function describeRollups(store: () => Store, clock: { nowMs: number }): void {
  const viewsOf = async (site: string, range = wholeDay): Promise<number> => {
    const { groups } = await store().measure(site, { range, metrics: [] });
    return groups.reduce((sum, { views }) => sum + views, 0);
  };

  describe('rollups', () => {
    it('answer as raw views do, by every slice', async () => {
      const site = await newTestSite(store());
      await store().insertViews(Array.from({ length: 40 }, (_, at) => oneOfMany(site, at)));
      const ask = (): Promise<unknown[]> =>
        Promise.all(
          questions.map(async (question) => {
            const { groups } = await store().measure(site, {
              range: wholeDay,
              metrics: ['lcp'],
              ...question,
            });
            return groups.map((group) => [group.value, group.views, group.histograms.lcp?.toBytes()]);
          }),
        );

      const raw = await ask();
      await rollUpAll(store());

      expect(await ask()).toEqual(raw);
      const { source } = await store().measure(site, { range: wholeDay, metrics: ['lcp'], by: 'route' });
      expect(source).toBe('rollups');
    });

    it('leave filters that no slice knows to the views, whose answer stays the same', async () => {
      const site = await newTestSite(store());
      await store().insertViews(Array.from({ length: 40 }, (_, at) => oneOfMany(site, at)));
      const asked = (['route', 'os', undefined] as const).flatMap((by) =>
        (['hour', undefined] as const).map((step) => ({
          range: { fromMs: noon - hourMs / 2, toMs: noon + 5.5 * hourMs },
          metrics: ['lcp', 'sqlMs'] as const,
          filters: { device: ['mobile', 'desktop'], country: ['DE', '(none)'], connection: ['(none)'] },
          ...(by && { by, page: { limit: 1, offset: 0 } }),
          ...(step && { step }),
        })),
      );
      const ask = async (): Promise<unknown[]> => {
        const told = await Promise.all(asked.map((question) => store().measure(site, question)));
        return told.map(({ groups, values, source }) => [
          source,
          values,
          groups.map(({ histograms, ...group }) => ({ ...group, lcp: histograms.lcp?.toBytes() })),
        ]);
      };

      const raw = await ask();
      await rollUpAll(store());

      const withoutStep = raw[1];
      expect(withoutStep).toMatchObject(['views', 2, [{ value: '/articles/:slug' }]]);
      expect(await ask()).toEqual(raw);
    });

    it('say where they come from when no slice knows the filters', async () => {
      const site = await newTestSite(store());
      await store().insertViews([aStoredView({ site, country: 'DE', browser: 'Firefox' })]);
      const filters = { country: ['DE'], browser: ['Firefox'] };
      const measured = await store().measure(site, { range: wholeDay, metrics: ['lcp'], filters });
      expect(measured).toMatchObject({ source: 'views', groups: [{ views: 1 }] });
    });

    it('give the values with the most views first, page by page', async () => {
      const site = await newTestSite(store());
      const routes = ['/a', '/a', '/a', '/b', '/b', '/c'];
      await store().insertViews(routes.map((route) => aStoredView({ site, route })));
      const page = async (offset: number): Promise<unknown> => {
        const question = { range: wholeDay, metrics: [], by: 'route', page: { limit: 2, offset } } as const;
        const { groups, values } = await store().measure(site, question);
        return [groups.map(({ value }) => value), values];
      };
      expect(await page(0)).toEqual([['/a', '/b'], 3]);
      expect(await page(2)).toEqual([['/c'], 3]);
    });

    it('are sealed when their raw views are gone; what comes for them is kept and left out', async () => {
      const site = await newTestSite(store());
      await store().insertViews([aStoredView({ site }), aStoredView({ site })]);
      await rollUpAll(store());
      const before = clock.nowMs;
      try {
        clock.nowMs = before + 33 * dayMs;
        await rollUpAll(store());
        await store().tidy(await leadTest(store()));
        await store().insertViews([aStoredView({ site })]);
        await rollUpAll(store());

        expect(await viewsOf(site)).toBe(2);
        expect(await store().views(site, wholeDay, { limit: 10 })).toEqual([]);
      } finally {
        clock.nowMs = before;
      }
    });

    it('answer for whole days once the hours are gone, and say so', async () => {
      const site = await newTestSite(store());
      const times = [noon, noon + hourMs, noon + 5 * hourMs];
      await store().insertViews(times.map((startedAtMs) => aStoredView({ site, startedAtMs })));
      await rollUpAll(store());
      const before = clock.nowMs;
      try {
        clock.nowMs = before + 50 * dayMs;
        await rollUpAll(store());
        await store().tidy(await leadTest(store()));

        const range = { fromMs: noon + 30 * 60_000, toMs: noon + 2 * hourMs };
        const asked = { range, metrics: [] };
        expect(await store().measure(site, asked)).toMatchObject({ groups: [{ views: 3 }], range: wholeDay });
        expect(await store().measure(site, { ...asked, step: 'hour' })).toMatchObject({
          groups: [{ views: 3, atMs: wholeDay.fromMs }],
        });
      } finally {
        clock.nowMs = before;
      }
    });

    it('make no place for dates that nobody believes', async () => {
      const site = await newTestSite(store());
      const odd = [Date.UTC(1970, 0, 2), Date.UTC(2099, 5, 1), 0];
      await store().insertViews(
        odd.map((startedAtMs) => aStoredView({ site, startedAtMs, dated: 'received' })),
      );
      expect(await viewsOf(site, { fromMs: 0, toMs: Date.UTC(2100, 0, 1) })).toBe(0);
    });

    it('forget a visit', async () => {
      const site = await newTestSite(store());
      const visit = { id: randomUUID() };
      await store().insertViews([
        aStoredView({ site, body: aViewBody({ visit }) }),
        aStoredView({ site, body: aViewBody({ visit }) }),
        aStoredView({ site }),
      ]);
      await rollUpAll(store());

      expect(await store().eraseVisit(site, visit.id)).toBe(2);
      expect(await viewsOf(site)).toBe(1);
      await rollUpAll(store());
      expect(await viewsOf(site)).toBe(1);
    });

    it('count endpoints, statements, measures and requests by name', async () => {
      const site = await newTestSite(store());
      const durationMs = { buckets: [[200, 3] as [number, number]] };
      await store().insertReports([
        aStoredReport(
          {
            endpoints: [{ method: 'GET', route: '/a', count: 3, errors: 1, durationMs, sqlMs: durationMs }],
            queries: [{ fingerprint: 'a1b2c3d4e5f60718', count: 3, rows: 30, durationMs }],
          },
          { site },
        ),
      ]);
      const measures = [{ name: 'hydrate', startMs: 1, durationMs: 40 }];
      const requests = [
        {
          url: 'https://api.test/things/17',
          startMs: 1,
          durationMs: 90,
          server: { requestMs: 30 },
          status: 500,
        },
      ];
      await store().insertViews([
        aStoredView({ site, route: '/a', body: aViewBody({ measures, requests }) }),
      ]);
      await rollUpAll(store());

      const range = wholeDay;
      const [endpoint] = await store().parts(site, { kind: 'endpoint', range });
      expect(endpoint).toMatchObject({ name: 'cms-api\nGET /a', count: 3, failed: 1 });
      expect([endpoint?.duration.n, endpoint?.inner?.n]).toEqual([3, 3]);
      expect(await store().parts(site, { kind: 'query', range })).toMatchObject([
        { name: 'cms-api\na1b2c3d4e5f60718', count: 3, bytes: 30 },
      ]);
      expect(await store().parts(site, { kind: 'measure', range, route: '/a' })).toMatchObject([
        { name: 'hydrate', count: 1 },
      ]);
      expect(await store().parts(site, { kind: 'measure', range, route: '/b' })).toEqual([]);
      expect(await store().parts(site, { kind: 'request', range })).toMatchObject([
        { name: 'GET api.test/things/:id', count: 1, failed: 1, inner: { n: 1 } },
      ]);
    });

    it('keep a cache apart from a timer, and what it found, in days and in weeks', async () => {
      const site = await newTestSite(store());
      const durationMs = { buckets: [[200, 4] as [number, number]] };
      const told = [
        { name: 'cache.things', count: 4, errors: 1, hits: 2, misses: 1, durationMs },
        { name: 'cache.by hand', count: 4, durationMs },
      ];
      for (const toMs of [noon, noon + hourMs])
        await store().insertReports([
          aStoredReport({ timers: told, fromMs: toMs, toMs }, { site, receivedAtMs: toMs + 1_000 }),
        ]);
      const ask = async (range: TimeRange): Promise<unknown[]> => {
        const parts = await store().parts(site, { kind: 'timer', range });
        return parts
          .map(({ name, count, failed, bytes, duration, inner }) => [
            name,
            [count, failed, bytes, duration.n, inner?.n],
          ])
          .sort();
      };
      const expected = [
        ['cms-api\ncache.by hand', [8, 0, 0, 8, undefined]],
        ['cms-api\ncache.things', [8, 2, 4, 8, 6]],
      ];

      await rollUpAll(store());
      expect(await ask(wholeDay)).toEqual(expected);

      const before = clock.nowMs;
      try {
        clock.nowMs = before + 14 * dayMs;
        await rollUpAll(store());
        expect(await ask(wholeDay)).toEqual(expected);
        const { fromMs, toMs } = bucketSpan('week', noon);
        expect(await ask({ fromMs, toMs })).toEqual(expected);
      } finally {
        clock.nowMs = before;
      }
    });
  });
}
