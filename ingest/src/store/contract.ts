/** The behaviour that every store must show; each adapter's test file runs it against a real engine. */
import { beforeAll, describe, expect, it } from 'vitest';
import { describeBounds } from './contract-bounds.ts';
import { describeReports } from './contract-reports.ts';
import { describeRollups } from './contract-rollups.ts';
import { viewMetrics } from './metrics.ts';
import type { MeasuredGroup, Store } from './store.ts';
import { wholeDay } from './test-rounds.ts';
import { aStoredView, aViewBody, noon } from './test-samples.ts';

export type OpenStore = (clock: { nowMs: number }) => Promise<Store>;

export function describeStore(name: string, open: OpenStore): void {
  describe(`${name} as a store`, () => {
    /** Stores keep things by age; a test may let days pass. */
    const clock = { nowMs: Date.now() };
    let store: Store;
    beforeAll(async () => {
      store = await open(clock);
      await store.putSite({ id: 'demo', name: 'Demo', writeKey: 'pk_demo', origins: [] });
      await store.putSite({ id: 'other', name: 'Other', writeKey: 'pk_other', origins: [] });
    });

    describe('views', () => {
      it('keeps a view told three times once, with the highest revision in any order', async () => {
        const told = [2, 3, 1].map((revision) => {
          const body = aViewBody(
            { vitals: { lcp: { value: revision * 1_000 } } },
            { id: fixedId(1), revision },
          );
          return aStoredView({ site: 'demo', route: '/revisions', body });
        });

        for (const view of told) await store.insertViews([view]);
        const views = await store.views('demo', wholeDay, { filters: { route: ['/revisions'] }, limit: 10 });

        expect(views).toHaveLength(1);
        expect(views[0]?.vitals.lcp).toBe(3_000);
      });

      it('takes several revisions of one view in one batch', async () => {
        const told = [1, 3, 2].map((revision) =>
          aStoredView({ route: '/batch', body: aViewBody({}, { id: fixedId(2), revision }) }),
        );

        await store.insertViews(told);

        expect((await store.view('demo', fixedId(2)))?.revision).toBe(3);
      });

      it('dates a view by the first revision stored, whatever a later one says', async () => {
        const first = aStoredView({ body: aViewBody({}, { id: fixedId(3) }) });
        const later = aStoredView({
          body: aViewBody({}, { id: fixedId(3), revision: 2 }),
          startedAtMs: noon + 3_600_000,
          dated: 'received',
        });

        await store.insertViews([first]);
        await store.insertViews([later]);

        const view = await store.view('demo', fixedId(3));
        expect(view).toMatchObject({ revision: 2, startedAtMs: noon, dated: 'sender' });
      });

      it('keeps the same view id of two sites apart', async () => {
        const body = aViewBody({}, { id: fixedId(4) });
        await store.insertViews([
          aStoredView({ site: 'demo', body, route: '/mine' }),
          aStoredView({ site: 'other', body, route: '/theirs' }),
        ]);

        expect((await store.view('demo', fixedId(4)))?.route).toBe('/mine');
        expect((await store.view('other', fixedId(4)))?.route).toBe('/theirs');
      });

      it('gives the body back as it was told', async () => {
        const body = aViewBody(
          { tags: { plan: 'free' }, marks: [{ name: '<b>"x"', startMs: 12.5 }] },
          { id: fixedId(5) },
        );

        await store.insertViews([aStoredView({ body })]);

        expect((await store.view('demo', fixedId(5)))?.body).toEqual(body);
      });

      it('lists a route newest first and goes on where a page ended', async () => {
        const views = [0, 1, 2, 3, 4].map((minute) =>
          aStoredView({ route: '/paged', startedAtMs: noon + minute * 60_000 }),
        );
        await store.insertViews(views);

        const first = await store.views('demo', wholeDay, { filters: { route: ['/paged'] }, limit: 3 });
        const last = first.at(-1);
        const rest = await store.views('demo', wholeDay, {
          filters: { route: ['/paged'] },
          limit: 3,
          before: last,
        });

        const minutes = [...first, ...rest].map((view) => (view.startedAtMs - noon) / 60_000);
        expect(minutes).toEqual([4, 3, 2, 1, 0]);
      });
    });

    describe('distributions', () => {
      const routeOf = async (site: string, route: string): Promise<MeasuredGroup | undefined> => {
        const { groups } = await store.measure(site, { range: wholeDay, metrics: viewMetrics, by: 'route' });
        return groups.find(({ value }) => value === route);
      };

      it('leaves out what was not measured: missing is not zero', async () => {
        await store.insertViews([
          aStoredView({ route: '/sparse', body: aViewBody({ vitals: { lcp: { value: 900 } } }) }),
          aStoredView({ route: '/sparse', body: aViewBody({ vitals: {} }) }),
        ]);

        const route = await routeOf('demo', '/sparse');

        expect(route?.views).toBe(2);
        expect(route?.histograms.lcp?.n).toBe(1);
        expect(route?.histograms.inp).toBeUndefined();
        expect(route?.histograms.sqlMs).toBeUndefined();
        expect(route?.histograms.apiCount).toBeUndefined();
      });

      it("adds up what the servers of a page's requests told", async () => {
        const requests = [
          { url: '/a', startMs: 1, durationMs: 9, server: { requestMs: 8, sqlMs: 5, sqlCount: 2 } },
          { url: '/b', startMs: 1, durationMs: 9, server: { requestMs: 4, sqlMs: 1, sqlCount: 1 } },
          { url: '/silent', startMs: 1, durationMs: 9 },
        ];
        await store.insertViews([aStoredView({ route: '/api', body: aViewBody({ requests }) })]);

        const [view] = await store.views('demo', wholeDay, { filters: { route: ['/api'] }, limit: 1 });

        expect(view?.api).toEqual({ count: 3, requestMs: 12, sqlMs: 6, sqlCount: 3 });
      });

      it('weighs a sampled view, but counts it once', async () => {
        const sampled = aViewBody({ sampleRate: 0.25, vitals: { lcp: { value: 5_000 } } });
        await store.insertViews([aStoredView({ route: '/sampled', body: sampled })]);

        const lcp = (await routeOf('demo', '/sampled'))?.histograms.lcp;

        expect(lcp).toMatchObject({ n: 1, weight: 4, effectiveN: 1, poor: 1 });
      });

      it('counts bots for a site that says so', async () => {
        await store.putSite({
          id: 'robots',
          name: 'Robots',
          writeKey: 'pk_robots',
          origins: [],
          countsBots: true,
        });
        await store.insertViews([aStoredView({ site: 'robots', isBot: true })]);

        expect(await store.measure('robots', { range: wholeDay, metrics: [] })).toMatchObject({
          groups: [{ views: 1 }],
        });
      });

      it('leaves bots out, and views outside the range', async () => {
        await store.insertViews([
          aStoredView({ route: '/bots', isBot: true }),
          aStoredView({ route: '/bots', startedAtMs: noon - 90_000_000 }),
        ]);

        expect(await routeOf('demo', '/bots')).toBeUndefined();
      });
    });

    describeRollups(() => store, clock);
    describeBounds(() => store);

    describeReports(() => store);

    describe('accounts', () => {
      it('ends the sessions of a user whose password is changed', async () => {
        await store.putAdmin('ann@example.test', 'first hash');
        const user = await store.userByEmail('Ann@Example.test');
        await store.createSession('aa'.repeat(32), user?.id ?? '', noon + 1_000);
        expect(await store.userBySession('aa'.repeat(32), noon)).toMatchObject({ email: 'ann@example.test' });

        await store.putAdmin('ann@example.test', 'second hash');

        expect(await store.userBySession('aa'.repeat(32), noon)).toBeUndefined();
      });

      it('knows no session that has expired', async () => {
        await store.putAdmin('bob@example.test', 'hash');
        const user = await store.userByEmail('bob@example.test');
        await store.createSession('bb'.repeat(32), user?.id ?? '', noon + 1_000);

        expect(await store.userBySession('bb'.repeat(32), noon + 1_000)).toBeUndefined();
      });

      it('gives a new site to the administrators there are', async () => {
        await store.putAdmin('cid@example.test', 'hash');
        const { id = '' } = (await store.userByEmail('cid@example.test')) ?? {};
        const site = { id: 'late', name: 'Late', writeKey: 'pk_late', origins: [] };

        await store.putSite(site);
        const owned = (await store.sitesOf(id)).find((row) => row.id === 'late');

        expect(owned).toEqual({ id: 'late', name: 'Late', role: 'owner' });
      });

      it('replaces the token of a service', async () => {
        await store.putServiceToken({ tokenHash: '01'.repeat(32), site: 'demo', service: 'cms-api' });
        await store.putServiceToken({ tokenHash: '02'.repeat(32), site: 'demo', service: 'cms-api' });

        const tokens = await store.serviceTokens();

        expect(tokens).toEqual([{ tokenHash: '02'.repeat(32), site: 'demo', service: 'cms-api' }]);
      });
    });
  });
}

function fixedId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
