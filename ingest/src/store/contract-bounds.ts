/** What one sender can cost a store, and what it cannot break. Part of the contract. */
import { describe, expect, it } from 'vitest';
import type { Store } from './store.ts';
import { newTestSite, rollUpAll, wholeDay } from './test-rounds.ts';
import { aStoredView, aViewBody } from './test-samples.ts';

export function describeBounds(store: () => Store): void {
  describe('bounds', () => {
    it('hold for a sender of random names, and keep the totals', async () => {
      const site = await newTestSite(store());
      const many = Array.from({ length: 2_500 }, (_, at) =>
        aStoredView({ site, route: '/', body: aViewBody({ release: `r${at}` }) }),
      );
      for (let at = 0; at < many.length; at += 500) await store().insertViews(many.slice(at, at + 500));

      const { groups, values } = await store().measure(site, { range: wholeDay, metrics: [], by: 'release' });

      expect(values).toBe(2_000);
      expect(groups.reduce((sum, { views }) => sum + views, 0)).toBe(2_500);
      expect(groups[0]).toMatchObject({ value: '(other)', views: 501 });
    });

    it('hold for sums of bytes that no page has', async () => {
      const site = await newTestSite(store());
      const sizes = [...Array.from({ length: 13 }, () => 2 ** 40), 1_002_934_487_335];
      const requests = sizes.map((transferBytes) => ({
        url: 'https://shop.test/api/things',
        startMs: 1,
        durationMs: 2,
        transferBytes,
      }));
      await store().insertViews([aStoredView({ site, body: aViewBody({ requests }) })]);
      await rollUpAll(store());

      const [told] = await store().parts(site, { kind: 'request', range: wholeDay });

      expect(told?.bytes).toBe(sizes.reduce((sum, size) => sum + size));
    });

    it('hold for names on many routes, and keep the totals', async () => {
      const site = await newTestSite(store());
      // Each name is one of a few, each page too: of the pairs there are more than an hour keeps.
      const many = Array.from({ length: 500 }, (_, at) =>
        aStoredView({
          site,
          route: `/r${at % 25}`,
          body: aViewBody({
            marks: Array.from({ length: 50 }, (_, mark) => ({
              name: `m${(Math.floor(at / 25) * 50 + mark) % 1_000}`,
              startMs: 100,
            })),
          }),
        }),
      );
      await store().insertViews(many);
      await rollUpAll(store());

      const marks = await store().parts(site, { kind: 'mark', range: wholeDay, limit: 10_000 });

      expect(marks.reduce((sum, { count }) => sum + count, 0)).toBe(25_000);
      expect(marks.find(({ name }) => name === '(other)')?.count).toBe(5_000);
    });
  });
}
