import type { LatestRequests } from '@throughline/protocol';
import { expect, it } from 'vitest';
import { changeLately } from './lately.ts';

function latest(low: number, high: number, n = 2_000): LatestRequests {
  const same = { low, high };
  return { processes: 2, n, errors: 0, p50: same, p95: same, p99: same };
}

it.each([
  [100, latest(150, 200), 0.5],
  [100, latest(20, 50), -0.5],
  [100, latest(95, 200), null],
  [100, latest(105, 200), null],
  [100, latest(150, 200, 199), null],
  [100, null, null],
  [null, latest(150, 200), null],
  [0, latest(150, 200), null],
])('against %s ms, %o changes by %s', (p95, lately, change) => {
  expect(changeLately({ p95, latest: lately })).toBe(change);
});
