import type { RouteRow } from '@throughline/protocol';
import { expect, it } from 'vitest';
import { toSpread } from './good-share.ts';

function aRoute(n: number, good: number, poor: number): RouteRow {
  const inp = { value: 1, n, enough: true, good, needsImprovement: 1 - good - poor, poor };
  return { route: String(n), views: n, vitals: { inp }, server: {}, api: {} };
}

it('weighs each route by its views', () => {
  expect(toSpread([aRoute(300, 1, 0), aRoute(100, 0, 1)], 'inp')).toEqual({
    n: 400,
    good: 0.75,
    needsImprovement: 0,
    poor: 0.25,
  });
});

it('says nothing of a vital that no route has', () => {
  expect(toSpread([aRoute(300, 1, 0)], 'cls')).toEqual({ n: 0, good: 0, needsImprovement: 0, poor: 0 });
});
