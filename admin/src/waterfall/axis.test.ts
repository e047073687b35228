import { expect, it } from 'vitest';
import { clipBar, toLanes, toPercent, toTicks } from './axis.ts';

const span = { fromMs: 0, toMs: 1_000 };

it('ticks at round moments, no more than asked for', () => {
  expect(toTicks({ fromMs: 0, toMs: 4_300 }, 6)).toEqual({
    stepMs: 1_000,
    ticksMs: [0, 1_000, 2_000, 3_000, 4_000],
  });
  expect(toTicks({ fromMs: 130, toMs: 171 }, 5).ticksMs).toEqual([130, 140, 150, 160, 170]);
  expect(toTicks({ fromMs: 0, toMs: 0.4 }, 5).ticksMs.length).toBeLessThanOrEqual(6);
});

it('finds the place of a moment', () => {
  expect(toPercent(250, span)).toBe(25);
  expect(toPercent(1_500, span)).toBe(150);
});

it('clips what begins before or ends after, and leaves out what lies outside', () => {
  expect(clipBar(-100, 200, span)).toEqual({ left: 0, width: 10 });
  expect(clipBar(900, 500, span)).toEqual({ left: 90, width: 10 });
  expect(clipBar(1_200, 10, span)).toBeNull();
  expect(clipBar(-50, 10, span)).toBeNull();
});

it('keeps a bar of no length', () => {
  expect(clipBar(500, 0, span)).toEqual({ left: 50, width: 0 });
});

it('puts labels that would overlap into different lanes and reuses a free one', () => {
  expect(toLanes([10, 15, 40], [20, 20, 20])).toEqual([0, 1, 0]);
});

it('turns a label at the far end to the left', () => {
  expect(toLanes([80, 95], [10, 10])).toEqual([0, 1]);
  expect(toLanes([70, 95], [10, 10])).toEqual([0, 0]);
});
