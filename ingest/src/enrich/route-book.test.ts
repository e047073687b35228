import { expect, it } from 'vitest';
import { aViewBody, noon } from '../store/test-samples.ts';
import { createRouteBook, type RouteKnowledge, type RouteSource } from './route-book.ts';

/** A source that keeps what it is told, as two processes would share it. */
function aSource(knowledge: RouteKnowledge = { rules: [], learned: [] }): RouteSource {
  const claimed = new Map<string, Set<string>>();
  return {
    routeKnowledge: async () => knowledge,
    learnPrefix: async (site, prefix) => {
      knowledge.learned.push({ site, prefix });
    },
    claimRoutes: async (site, day, routes, most) => {
      const taken = claimed.get(`${site} ${day}`) ?? new Set();
      claimed.set(`${site} ${day}`, taken);
      for (const route of routes) if (taken.size < most) taken.add(route);
      return routes.filter((route) => taken.has(route));
    },
  };
}

const viewOf = (path: string, changes = {}) => aViewBody(changes, { url: `https://a.test${path}` });

it("asks the page's own name first, then its server, then the site's rules", async () => {
  const book = createRouteBook(
    aSource({ rules: [{ site: 'demo', pattern: '/shop/*', route: '/shop/:thing' }], learned: [] }),
  );
  await book.refresh();
  const navigation = { server: { route: '/from/:server' } };

  expect(book.routeOf('demo', viewOf('/shop/hat', { route: 'Hat', navigation }))).toBe('Hat');
  expect(book.routeOf('demo', viewOf('/shop/hat', { navigation }))).toBe('/from/:server');
  expect(book.routeOf('demo', viewOf('/shop/hat'))).toBe('/shop/:thing');
  expect(book.routeOf('other', viewOf('/shop/hat'))).toBe('/shop/hat');
});

it('learns that a prefix with many different children holds slugs, and every process groups alike', async () => {
  const source = aSource();
  const first = createRouteBook(source);
  for (let number = 0; number < 60; number += 1)
    first.routeOf('demo', viewOf(`/articles/story-${'abcdefgh'[number % 8]}x${'q'.repeat(number)}`));
  await first.settle([]);
  const second = createRouteBook(source);
  await second.refresh();

  expect(first.routeOf('demo', viewOf('/articles/brand-new'))).toBe('/articles/:slug');
  expect(second.routeOf('demo', viewOf('/articles/brand-new'))).toBe('/articles/:slug');
  expect(second.routeOf('demo', viewOf('/about'))).toBe('/about');
});

it('keeps the total when a million random paths come: beyond the cap they are (other)', async () => {
  const book = createRouteBook(aSource(), 20);
  const items = Array.from({ length: 500 }, (_, number) => ({
    site: 'demo',
    startedAtMs: noon,
    route: `/random/${number}`,
  }));

  await book.settle(items);

  expect(new Set(items.map(({ route }) => route)).size).toBe(21);
  expect(items).toHaveLength(500);
  expect(items.filter(({ route }) => route === '(other)')).toHaveLength(480);
});

it('lets a full site harm no other site and no other day', async () => {
  const book = createRouteBook(aSource(), 1);
  const items = [
    { site: 'full', startedAtMs: noon, route: '/a' },
    { site: 'full', startedAtMs: noon, route: '/b' },
    { site: 'full', startedAtMs: noon + 86_400_000, route: '/b' },
    { site: 'other', startedAtMs: noon, route: '/b' },
  ];

  await book.settle(items);

  expect(items.map(({ route }) => route)).toEqual(['/a', '(other)', '/b', '/b']);
});
