/** Randomness that comes out the same in every run, so that pictures and tests can be compared. */

export type Random = {
  /** 0 ≤ x < 1. */
  next: () => number;
  between: (low: number, high: number) => number;
  hex: (digits: number) => string;
};

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  // mulberry32: short, and good enough for made-up traffic.
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    hex: (digits) => Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join(''),
  };
}
