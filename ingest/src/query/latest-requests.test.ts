import { expect, it } from 'vitest';
import { Histogram } from '../store/histogram.ts';
import type { LatestOfProcesses } from '../store/servers.ts';
import { toLatest } from './latest-requests.ts';

function latest(low: number, high: number, n = 2_000): LatestOfProcesses {
  const same = { low, high };
  return { processes: 2, n, errors: 0, p50: same, p95: same, p99: same };
}

/** 1 to 1,000 ms in even steps: p95 is 950 ms, its 95 % interval about 935 to 965 ms. */
function even(count: number): Histogram {
  const all = new Histogram();
  for (let at = 1; at <= count; at++) all.add((at * 1_000) / count, 1);
  return all;
}

it.each([
  ['slower by as much as the quickest process', latest(1_900, 3_000), 1_000, 1],
  ['quicker by as little as the slowest process', latest(100, 475), 1_000, -0.5],
  ['alike when one process is', latest(940, 3_000), 1_000, null],
  ['alike within the interval of the period', latest(960, 960), 1_000, null],
  ['alike when so few requests may come out so', latest(975, 975, 200), 100_000, null],
  ['slower beyond what chance explains', latest(975, 975), 100_000, 0.026],
  ['unknown when the processes answered too little', latest(1_900, 3_000, 199), 1_000, null],
  ['unknown when the period holds too little', latest(1_900, 3_000), 29, null],
  ['unknown when the period holds nothing', latest(1_900, 3_000), 0, null],
])('is %s', (_, lately, count, change) => {
  const told = toLatest(lately, even(count)).change;

  if (change === null) expect(told).toBeNull();
  else expect(told).toBeCloseTo(change, 1);
});
