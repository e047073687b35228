import { describe, expect, it } from 'vitest';
import { TimeSplit } from './time-split.ts';

describe('TimeSplit', () => {
  it('counts overlapping statements once', () => {
    const split = new TimeSplit(0);
    split.startDatabase(10);
    split.startDatabase(20);
    split.endDatabase(40, 1);
    split.endDatabase(60, 1);

    const { own } = split.read(100);

    expect(own).toEqual({ totalMs: 100, appMs: 50, sqlMs: 50, sqlCount: 2, cacheMs: 0, upstreamMs: 0 });
  });

  it('gives a moment to the database before the cache before another service', () => {
    const split = new TimeSplit(0);
    const call = split.startCall(0);
    split.startCache(20);
    split.startDatabase(30);
    split.endDatabase(50, 1);
    split.endCache(70);
    split.endCall(call, 100);

    const { own } = split.read(100);

    expect(own).toMatchObject({ sqlMs: 20, cacheMs: 30, upstreamMs: 50, appMs: 0 });
  });

  it('takes what is still in flight to end now', () => {
    const split = new TimeSplit(0);
    split.startDatabase(10);

    expect(split.read(30).own).toMatchObject({ totalMs: 30, sqlMs: 20, sqlCount: 0 });
    split.endDatabase(40, 1);
    expect(split.read(50).own).toMatchObject({ totalMs: 50, sqlMs: 30, sqlCount: 1 });
  });

  it('waits for a connection as database time without a statement', () => {
    const split = new TimeSplit(0);
    split.startDatabase(0);
    split.endDatabase(40, 0);

    expect(split.read(50).own).toMatchObject({ sqlMs: 40, sqlCount: 0 });
  });

  it("folds a callee's parts into its own and leaves the way between them as upstream", () => {
    const split = new TimeSplit(0);
    const call = split.startCall(10);
    call.parts = { totalMs: 80, appMs: 20, sqlMs: 55, sqlCount: 4, cacheMs: 5 };
    split.endCall(call, 110);

    const { own, folded } = split.read(120);

    expect(own).toMatchObject({ appMs: 20, sqlMs: 0, sqlCount: 0, upstreamMs: 100 });
    expect(folded).toEqual({ totalMs: 120, appMs: 40, sqlMs: 55, sqlCount: 4, cacheMs: 5, upstreamMs: 20 });
  });

  it('scales concurrent callees to the time that passed while waiting for them', () => {
    const split = new TimeSplit(0);
    const calls = [split.startCall(0), split.startCall(0)];
    for (const call of calls) {
      call.parts = { totalMs: 100, appMs: 40, sqlMs: 60, sqlCount: 3, cacheMs: 0 };
      split.endCall(call, 100);
    }

    const { folded } = split.read(100);

    expect(folded).toMatchObject({ totalMs: 100, appMs: 40, sqlMs: 60, sqlCount: 6, upstreamMs: 0 });
  });

  it('does not scale callees that follow one another', () => {
    const split = new TimeSplit(0);
    for (const startMs of [0, 50]) {
      const call = split.startCall(startMs);
      call.parts = { totalMs: 50, appMs: 10, sqlMs: 40, sqlCount: 1, cacheMs: 0 };
      split.endCall(call, startMs + 50);
    }

    expect(split.read(100).folded).toMatchObject({ appMs: 20, sqlMs: 80, upstreamMs: 0 });
  });

  it('believes no callee that worked longer than it was waited for', () => {
    const split = new TimeSplit(0);
    const call = split.startCall(0);
    call.parts = { totalMs: 5_000, appMs: 1_000, sqlMs: 4_000, sqlCount: 1, cacheMs: 0 };
    split.endCall(call, 100);

    const { folded } = split.read(100);

    expect(folded).toMatchObject({ appMs: 20, sqlMs: 80, upstreamMs: 0 });
  });

  it('adds up to the total whatever overlaps', () => {
    const split = new TimeSplit(0);
    const calls = Array.from({ length: 5 }, (_, index) => split.startCall(index * 3));
    split.startDatabase(17);
    calls.forEach((call, index) => {
      call.parts = { totalMs: 30, appMs: 11, sqlMs: 13, sqlCount: 1, cacheMs: 6 };
      split.endCall(call, 60 + index * 7);
    });
    split.endDatabase(70, 1);
    split.startCache(95);

    for (const parts of Object.values(split.read(110))) {
      const sum = parts.appMs + parts.sqlMs + parts.cacheMs + parts.upstreamMs;
      expect(sum).toBeCloseTo(parts.totalMs, 9);
    }
  });
});
