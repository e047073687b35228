import { expect, it } from 'vitest';
import { anEstimate, aRoute, aSummary } from './test-evidence.ts';
import { findTrouble } from './trouble.ts';

it('names the vital that is furthest beyond good, and the route where it weighs most', () => {
  const summary = aSummary({ lcp: anEstimate(3_100), cls: anEstimate(0.11), ttfb: anEstimate(500) });
  const routes = [
    aRoute('/', { lcp: anEstimate(2_700) }),
    aRoute('/articles/:slug', { lcp: anEstimate(5_200) }),
    aRoute('/rare', { lcp: anEstimate(9_000, 12) }),
  ];

  expect(findTrouble(summary, routes)).toMatchObject({
    kind: 'trouble',
    trouble: { vital: 'lcp', route: '/articles/:slug' },
  });
});

it('finds no trouble where the interval still reaches into good', () => {
  const lcp = { ...anEstimate(2_600), low: 2_450, high: 2_900 };
  expect(findTrouble(aSummary({ lcp }), [aRoute('/', { lcp })])).toEqual({ kind: 'good' });
});

it('finds a bad route in a site that is good as a whole', () => {
  const found = findTrouble(aSummary({ lcp: anEstimate(1_200) }), [
    aRoute('/', { lcp: anEstimate(900) }),
    aRoute('/slow', { cls: anEstimate(0.4) }),
  ]);
  expect(found).toMatchObject({ kind: 'trouble', trouble: { vital: 'cls', route: '/slow' } });
});

it('says so when fewer than 30 views speak', () => {
  const lcp = anEstimate(9_000, 29);
  expect(findTrouble({ views: 29, metrics: { lcp } }, [aRoute('/', { lcp })])).toEqual({
    kind: 'too-little',
    views: 29,
  });
  expect(findTrouble({ views: 0, metrics: {} }, [])).toEqual({ kind: 'too-little', views: 0 });
});

it('counts the boundary as good', () => {
  const lcp = { ...anEstimate(2_500), low: 2_500, high: 2_500 };
  expect(findTrouble(aSummary({ lcp }), [])).toEqual({ kind: 'good' });
});
