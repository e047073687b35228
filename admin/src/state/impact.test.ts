import type { RouteRow } from '@throughline/protocol';
import { expect, it } from 'vitest';
import { toImpactMs, toImpactShares } from './impact.ts';

function aRoute(route: string, lcpMs: number, n: number, enough = n >= 30): RouteRow {
  const shares = { good: 0, needsImprovement: 0, poor: 1 };
  return { route, views: n, vitals: { lcp: { value: lcpMs, n, enough, ...shares } }, server: {}, api: {} };
}

it('weighs views by what exceeds good', () => {
  expect(toImpactMs(aRoute('/', 3_500, 100))).toBe(100_000);
  expect(toImpactMs(aRoute('/', 2_500, 100))).toBe(0);
});

it('leaves out what too few views say', () => {
  expect(toImpactMs(aRoute('/', 30_000, 12))).toBe(0);
});

it('shares out the whole excess, and nothing when all is good', () => {
  const shares = toImpactShares([aRoute('/a', 3_500, 300), aRoute('/b', 3_500, 100)]);

  expect([...shares.values()]).toEqual([0.75, 0.25]);
  expect([...toImpactShares([aRoute('/a', 1_000, 300)]).values()]).toEqual([0]);
});
