import { expect, it } from 'vitest';
import { matchesText, orderParam, parseOrder, parsePercentile, percentileParam } from './filters.ts';

const fallback = { by: 'views', isDescending: true } as const;

it('reads a percentile it knows and falls back to p75', () => {
  expect(parsePercentile(new URLSearchParams('percentile=95'))).toBe(95);
  expect(parsePercentile(new URLSearchParams('percentile=42'))).toBe(75);
  expect(percentileParam(75)).toBeNull();
});

it('reads the order that it wrote', () => {
  const order = { by: 'lcp', isDescending: true };

  const params = new URLSearchParams({ sort: orderParam(order) });

  expect(parseOrder(params, ['views', 'lcp'], fallback)).toEqual(order);
});

it('ignores a column that does not exist', () => {
  expect(parseOrder(new URLSearchParams('sort=-nothing'), ['views', 'lcp'], fallback)).toEqual(fallback);
});

it('finds all words in any order and case', () => {
  expect(matchesText('/Articles/:slug', 'slug art')).toBe(true);
  expect(matchesText('/Articles/:slug', 'slug tag')).toBe(false);
  expect(matchesText('/', '')).toBe(true);
});
