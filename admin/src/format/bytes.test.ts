import { expect, it } from 'vitest';
import { formatBytes } from './bytes.ts';

it('chooses the unit that leaves one to three figures', () => {
  expect([0, 999, 1_234, 45_678, 999_600, 2_500_000, 3_200_000_000].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.2 kB',
    '46 kB',
    '1.0 MB',
    '2.5 MB',
    '3.2 GB',
  ]);
});
