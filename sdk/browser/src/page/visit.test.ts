import { expect, it } from 'vitest';
import { randomId } from './random-id.ts';
import { isSampled } from './visit.ts';

it('makes version 4 UUIDs that differ', () => {
  const ids = new Set(Array.from({ length: 1_000 }, randomId));

  expect(ids.size).toBe(1_000);
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
});

it('lets the asked share of visits report, and the same visit always', () => {
  const ids = Array.from({ length: 20_000 }, randomId);

  for (const rate of [0.1, 0.5]) {
    const share = ids.filter((id) => isSampled(id, rate)).length / ids.length;
    expect(Math.abs(share - rate)).toBeLessThan(0.02);
  }
  expect(ids.every((id) => isSampled(id, 1))).toBe(true);
});
