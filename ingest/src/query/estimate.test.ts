import { describe, expect, it } from 'vitest';
import { Histogram } from '../store/histogram.ts';
import { estimate, vitalEstimate } from './estimate.ts';

function distributionOf(values: number[], weight = 1): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value, weight, { good: 2_500, poor: 4_000 });
  return histogram;
}

/** A small generator with a fixed seed (Numerical Recipes' LCG), so that a failure comes again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function lognormals(count: number, next: () => number): number[] {
  return Array.from({ length: count }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    return 1_500 * Math.exp(0.7 * normal);
  });
}

describe('a percentile', () => {
  it('is within 1 % of the exact one', () => {
    const values = lognormals(5_000, random(1)).sort((a, b) => a - b);

    for (const percentile of [50, 75, 90, 95, 99]) {
      const exact = values[Math.ceil((percentile / 100) * values.length) - 1] ?? 0;
      const { value = 0 } = estimate(distributionOf(values), percentile) ?? {};
      expect(Math.abs(value - exact) / exact).toBeLessThanOrEqual(0.0101);
    }
  });

  it('is given without interval below 30 views, and not at all without any', () => {
    expect(estimate(distributionOf([100]), 75)).toEqual({
      value: expect.closeTo(100, -1),
      n: 1,
      enough: false,
    });
    expect(estimate(distributionOf([]), 75)).toBeUndefined();
  });

  it.each([50, 200, 1_000])(
    'has an interval that holds the true p75 in 93 to 97 of 100 samples of %i',
    (n) => {
      const truth = 1_500 * Math.exp(0.7 * 0.674_489_75);
      const next = random(8 + n);
      let covered = 0;

      for (let sample = 0; sample < 2_000; sample += 1) {
        const { low = 0, high = 0 } = estimate(distributionOf(lognormals(n, next)), 75) ?? {};
        if (low <= truth && truth <= high) covered += 1;
      }

      expect(covered / 2_000).toBeGreaterThanOrEqual(0.93);
      expect(covered / 2_000).toBeLessThanOrEqual(0.97);
    },
  );

  it('does not grow surer by weighing each view more', () => {
    const values = lognormals(100, random(3));

    const plain = estimate(distributionOf(values), 75);
    const weighted = estimate(distributionOf(values, 10), 75);

    expect(weighted).toEqual(plain);
  });
});

it('rates shares exactly, not by bucket', () => {
  const values = [...Array(30).fill(2_500), ...Array(10).fill(4_000), ...Array(10).fill(4_000.1)];

  const rated = vitalEstimate(distributionOf(values), 75);

  expect(rated).toMatchObject({ good: 0.6, needsImprovement: 0.2, poor: 0.2 });
});
