import { expect, it } from 'vitest';
import { comparisonParam, comparisons, parseComparison } from './comparison.ts';

it.each(comparisons)('finds %s again in the address that it wrote', (comparison) => {
  const compare = comparisonParam(comparison);
  expect(parseComparison(new URLSearchParams(compare === null ? {} : { compare }))).toBe(comparison);
});

it('leaves no trace of the usual one, and takes nothing it does not know', () => {
  expect(comparisonParam('previous')).toBeNull();
  expect(parseComparison(new URLSearchParams('compare=yesterday'))).toBe('previous');
});
