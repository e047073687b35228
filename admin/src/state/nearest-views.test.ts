import type { ViewRow } from '@throughline/protocol';
import { expect, it } from 'vitest';
import { nearestViews } from './nearest-views.ts';

const view = (lcp?: number): ViewRow => ({
  id: String(lcp),
  startedAt: '',
  route: '/',
  url: '',
  navigationType: 'navigate',
  vitals: { lcp },
  server: {},
  api: { count: 0 },
});

it('keeps the four that are nearest, without those that measured none', () => {
  const views = [1_900, 1_200, undefined, 1_050, 1_400, 1_100].map(view);
  expect(nearestViews(views, 1_000).map(({ vitals }) => vitals.lcp)).toEqual([1_050, 1_100, 1_200, 1_400]);
});
