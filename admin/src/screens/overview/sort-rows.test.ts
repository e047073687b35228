import type { RouteRow } from '@throughline/protocol';
import { expect, it } from 'vitest';
import { firstOrder, sortRows } from './sort-rows.ts';

function aRoute(route: string, views: number, lcpMs?: number): RouteRow {
  const shares = { good: 1, needsImprovement: 0, poor: 0 };
  const lcp = lcpMs === undefined ? undefined : { value: lcpMs, n: views, enough: views >= 30, ...shares };
  return { route, views, vitals: { lcp }, server: {}, api: {} };
}

function routesBy(rows: RouteRow[], order: Parameters<typeof sortRows>[1]): string[] {
  return sortRows(rows, order).map((row) => row.route);
}

it('leaves what was not measured at the end in both directions', () => {
  const rows = [aRoute('/none', 500), aRoute('/slow', 40, 4_000), aRoute('/fast', 40, 900)];

  expect(routesBy(rows, { by: 'lcp', isDescending: true })).toEqual(['/slow', '/fast', '/none']);
  expect(routesBy(rows, { by: 'lcp', isDescending: false })).toEqual(['/fast', '/slow', '/none']);
});

it('begins with what costs most, then with what is seen most', () => {
  const rows = [aRoute('/often', 900, 1_000), aRoute('/slow', 100, 4_000), aRoute('/seldom', 40, 1_000)];

  expect(routesBy(rows, firstOrder)).toEqual(['/slow', '/often', '/seldom']);
});

it('sorts by name', () => {
  expect(routesBy([aRoute('/b', 1), aRoute('/a', 9)], { by: 'route', isDescending: false })).toEqual([
    '/a',
    '/b',
  ]);
});
