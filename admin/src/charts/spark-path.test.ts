import { expect, it } from 'vitest';
import { sparkPath } from './spark-path.ts';

it('draws from zero to the greatest value over the whole width', () => {
  expect(sparkPath([0, 50, 100], 100, 28)?.path).toBe('M0 27L50 14L100 1');
});

it('leaves a gap where nothing was measured', () => {
  expect(sparkPath([10, null, 10, 10], 90, 28)?.path).toBe('M0 1M60 1L90 1');
});

it('draws nothing of nothing, of one value, or of zeros', () => {
  expect(sparkPath([], 100, 28)).toBeNull();
  expect(sparkPath([null, 4], 100, 28)).toBeNull();
  expect(sparkPath([0, 0], 100, 28)).toBeNull();
});
