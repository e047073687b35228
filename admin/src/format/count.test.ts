import { expect, it } from 'vitest';
import { formatCount, formatCountEstimate, formatPlural, formatRoundCount, formatShare } from './count.ts';

it('groups thousands and shortens what is longer than five figures', () => {
  expect([1_204, 99_999, 123_456, 999_600, 12_345_678].map(formatCount)).toEqual([
    '1,204',
    '99,999',
    '123 k',
    '1.0 M',
    '12 M',
  ]);
});

it('rounds counts of the small print to two or three figures', () => {
  expect([22, 999, 1_204, 9_960, 40_621, 1_250_000].map(formatRoundCount)).toEqual([
    '22',
    '999',
    '1.2k',
    '10k',
    '41k',
    '1.3M',
  ]);
});

it('keeps a tenth where a percentile of counts falls between two', () => {
  expect([3, 3.5, 41.2].map(formatCountEstimate)).toEqual(['3', '3.5', '41']);
});

it('never rounds a share that exists to nothing, nor one that is not whole to all', () => {
  expect([0, 0.002, 0.5, 0.998, 1].map(formatShare)).toEqual(['0 %', '<1 %', '50 %', '>99 %', '100 %']);
});

it('uses the singular for one', () => {
  expect([formatPlural(1, 'view'), formatPlural(2, 'view'), formatPlural(0, 'query', 'queries')]).toEqual([
    '1 view',
    '2 views',
    '0 queries',
  ]);
});
