import { expect, it } from 'vitest';
import { toChange } from './change.ts';

const before = { value: 100, low: 95, high: 105, n: 400, enough: true };

it('is certain only when the intervals are apart', () => {
  expect(toChange({ ...before, value: 130, low: 120, high: 140 }, before)).toEqual({
    difference: 30,
    isCertain: true,
  });
  expect(toChange({ ...before, value: 80, low: 70, high: 94 }, before)).toEqual({
    difference: -20,
    isCertain: true,
  });
  expect(toChange({ ...before, value: 108, low: 104, high: 112 }, before)?.isCertain).toBe(false);
});

it('says nothing of what was measured too rarely or not at all', () => {
  expect(toChange(before, undefined)).toBeNull();
  expect(toChange(before, { value: 90, n: 4, enough: false })).toBeNull();
});
