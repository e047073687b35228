import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { createArrivals } from './arrivals.ts';

const crowd = { users: 50, spawnPerSecond: 10, thinkMs: 500 };

describe('arrivals', () => {
  it('come as often as the users who take part mean them to', () => {
    const arrivals = createArrivals({ ...crowd, spawnPerSecond: 1e6 }, 0, createRandom(1));

    const count = arrivals.until(600_000).length;

    // 50 users, twice a second, ten minutes: 60,000 give or take four standard deviations.
    expect(Math.abs(count - 60_000)).toBeLessThan(4 * Math.sqrt(60_000));
  });

  it('are the same however seldom they are asked for: nobody waits for those before', () => {
    const often = createArrivals(crowd, 1_000, createRandom(7));
    const once = createArrivals(crowd, 1_000, createRandom(7));

    const asked: number[] = [];
    for (let nowMs = 1_000; nowMs <= 31_000; nowMs += 10) asked.push(...often.until(nowMs));

    const expected = once.until(31_000);
    expect(asked).toHaveLength(expected.length);
    for (const [at, ms] of asked.entries()) expect(ms).toBeCloseTo(expected[at] ?? 0, 6);
  });

  it('lie in the time that was asked for, in order', () => {
    const arrivals = createArrivals(crowd, 0, createRandom(3));
    arrivals.until(5_000);

    const due = arrivals.until(6_000);

    expect(due.length).toBeGreaterThan(0);
    expect(due).toEqual([...due].sort((a, b) => a - b));
    expect(due[0]).toBeGreaterThan(5_000);
    expect(due.at(-1)).toBeLessThanOrEqual(6_000);
  });

  it('begin with one user, and others come at the spawn rate until all are there', () => {
    const arrivals = createArrivals(crowd, 0, createRandom(1));

    const active = [0, 1_000, 2_500, 60_000].map((nowMs) => {
      arrivals.until(nowMs);
      return arrivals.active();
    });

    expect(active).toEqual([1, 11, 26, 50]);
  });

  it('follow a change of the crowd from then on', () => {
    const arrivals = createArrivals(crowd, 0, createRandom(1));
    arrivals.until(60_000);

    arrivals.change({ users: 0 });
    arrivals.until(70_000);
    expect(arrivals.active()).toBe(0);
    expect(arrivals.until(80_000)).toEqual([]);

    arrivals.change({ users: 20, thinkMs: 100 });
    arrivals.until(83_000);
    expect(arrivals.active()).toBe(20);
    // 20 users, ten times a second, ten minutes.
    expect(Math.abs(arrivals.until(683_000).length - 120_000)).toBeLessThan(4 * Math.sqrt(120_000));
  });
});
