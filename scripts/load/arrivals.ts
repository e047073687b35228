/**
 * When the next request begins. Open: users who come do not ask how those before them fare, so a slow answer delays nobody
 * and is not hidden. Each user acts at random moments, once in `thinkMs` on the average (a Poisson process).
 */

import type { Random } from '../random.ts';

export type Crowd = {
  /** Who takes part when all have come. */
  users: number;
  /** How many come, or go, a second. */
  spawnPerSecond: number;
  /** Between two actions of one user, on the average; at least 1. */
  thinkMs: number;
};

export type Arrivals = {
  /** The moments since the last call, up to this one, in order; all on the clock that the first call began. */
  until(nowMs: number): number[];
  /** When the next one is due, if the crowd stays as it is; it may be earlier than the last that was handed out is late. */
  nextMs(): number;
  /** Those who take part by now. */
  active(): number;
  /** From now on. */
  change(crowd: Partial<Crowd>): void;
};

/** @param startMs Nobody takes part before; the first user comes at once. */
export function createArrivals(initial: Crowd, startMs: number, random: Random): Arrivals {
  let crowd = { ...initial };
  let atMs = startMs;
  let active = crowd.users > 0 ? 1 : 0;
  let nextUserMs = startMs + 1_000 / crowd.spawnPerSecond;
  // In units of the mean distance, so that it holds whatever the rate becomes meanwhile.
  let distance = exponential(random);

  const arrivalMs = () =>
    active === 0 ? Number.POSITIVE_INFINITY : atMs + (distance * crowd.thinkMs) / active;
  const changeMs = () => (active === crowd.users ? Number.POSITIVE_INFINITY : nextUserMs);

  function moveTo(ms: number): void {
    distance -= ((ms - atMs) * active) / crowd.thinkMs;
    atMs = ms;
  }

  return {
    until(nowMs) {
      const due: number[] = [];
      for (;;) {
        const [arrival, change] = [arrivalMs(), changeMs()];
        if (Math.min(arrival, change) > nowMs) break;
        if (change < arrival) {
          moveTo(change);
          active += Math.sign(crowd.users - active);
          nextUserMs = change + 1_000 / crowd.spawnPerSecond;
        } else {
          atMs = arrival;
          distance = exponential(random);
          due.push(arrival);
        }
      }
      if (nowMs > atMs) moveTo(nowMs);
      return due;
    },
    nextMs: () => Math.min(arrivalMs(), changeMs()),
    active: () => active,
    change(changes) {
      crowd = { ...crowd, ...changes };
      nextUserMs = Math.max(atMs, Math.min(nextUserMs, atMs + 1_000 / crowd.spawnPerSecond));
    },
  };
}

function exponential(random: Random): number {
  return -Math.log(1 - random());
}
