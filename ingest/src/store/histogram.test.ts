import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Histogram } from './histogram.ts';

const thresholds = { good: 2_500, poor: 4_000 };
const samples = fc.array(
  fc.record({
    value: fc.oneof(
      fc.constant(0),
      fc.double({ min: 0, max: 1e7, noNaN: true }),
      fc.integer({ min: 0, max: 9_000 }),
      // Near each other, and now and then far off: windows come, widen and go.
      fc.integer({ min: 1_000, max: 1_100 }),
      fc.constantFrom(0.0002, 1e12),
    ),
    rate: fc.constantFrom(1, 1, 1, 0.5, 0.3, 0.001),
  }),
  { maxLength: 200 },
);

function histogramOf(told: { value: number; rate: number }[]): Histogram {
  const histogram = new Histogram();
  for (const { value, rate } of told) histogram.add(value, 1 / rate, thresholds);
  return histogram;
}

it('gives the same bytes however it is cut, ordered and merged', () => {
  fc.assert(
    fc.property(samples, fc.nat(200), (told, cut) => {
      const parts = histogramOf(told.slice(cut));
      parts.mergeBytes(histogramOf(told.slice(0, cut).reverse()).toBytes());
      const merged = histogramOf(told.slice(cut));
      merged.merge(histogramOf(told.slice(0, cut)));
      expect(parts.toBytes().equals(histogramOf(told).toBytes())).toBe(true);
      expect(merged.toBytes().equals(parts.toBytes())).toBe(true);
    }),
  );
});

it('reads back what it wrote', () => {
  fc.assert(
    fc.property(samples, (told) => {
      const written = histogramOf(told);
      const read = Histogram.fromBytes(written.toBytes());
      expect([read.n, read.weight, read.effectiveN, read.good, read.poor]).toEqual([
        written.n,
        written.weight,
        written.effectiveN,
        written.good,
        written.poor,
      ]);
      for (const ratio of [0, 0.5, 0.75, 0.99, 1]) expect(read.quantile(ratio)).toBe(written.quantile(ratio));
    }),
  );
});

it('is within 1 % of the exact percentile', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.001, max: 600_000, noNaN: true }), { minLength: 1, maxLength: 300 }),
      (values) => {
        const sorted = [...values].sort((a, b) => a - b);
        const histogram = histogramOf(values.map((value) => ({ value, rate: 1 })));
        for (const ratio of [0.5, 0.75, 0.95]) {
          const exact = sorted[Math.max(0, Math.ceil(ratio * sorted.length) - 1)] ?? 0;
          expect(Math.abs((histogram.quantile(ratio) ?? 0) / exact - 1)).toBeLessThan(0.0101);
        }
      },
    ),
  );
});

it('takes two bytes or fewer for a value of a small sample', () => {
  const histogram = new Histogram();
  for (let value = 1; value <= 200; value += 1) histogram.add(1_000 + value * 17, 1, thresholds);
  expect(histogram.toBytes().length).toBeLessThan(220);
});

it('costs little beyond what was told, whatever the values are', () => {
  const spread = Array.from({ length: 4_000 }, (_, name) => {
    const histogram = new Histogram();
    for (const value of [0.0002, 3, 4_000, 86_400_000, 1e12]) histogram.add(value * (1 + (name % 7)));
    return histogram;
  });
  const dense = new Histogram();
  for (let value = 1; value <= 5_000; value += 1) dense.add(1_000 + value);

  expect(Math.max(...spread.map(({ windowBytes }) => windowBytes))).toBe(0);
  expect(dense.windowBytes).toBeLessThan(4_000);
  // One far-off value does not blow a window of few up.
  const few = new Histogram();
  for (const value of [1_000, 1_030, 1_060, 1_090, 1_120]) few.add(value);
  expect(few.windowBytes).toBeGreaterThan(0);
  few.add(1e12);
  expect(few.windowBytes).toBe(0);
  expect(few.quantile(1)).toBeGreaterThan(0.9e12);
});
