import { expect, it } from 'vitest';
import { layOutBars } from './lay-out-bars.ts';

it('gives twice as wide a bar of the same count half the height', () => {
  const { bars } = layOutBars(
    [
      { from: 0, to: 100, count: 10 },
      { from: 100, to: 300, count: 10 },
      { from: 300, to: 9_000, count: 1 },
    ],
    300,
    124,
  );
  expect(bars.slice(0, 2).map(({ y }) => 124 - y)).toEqual([100, 50]);
});

it('does not let the tail press the rest together', () => {
  const { toX } = layOutBars(
    [
      { from: 0, to: 1_000, count: 90 },
      { from: 1_000, to: 60_000, count: 1 },
    ],
    500,
    100,
  );
  expect(toX(1_000)).toBe(400);
  expect(toX(60_000)).toBe(500);
});

it('marks the scale at round values', () => {
  expect(layOutBars([{ from: 0, to: 4_000, count: 1 }], 400, 100).ticks).toEqual([1_000, 2_000, 3_000]);
});

it('lays out nothing without complaint', () => {
  expect(layOutBars([], 400, 100).bars).toEqual([]);
});
