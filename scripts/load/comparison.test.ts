import { expect, it } from 'vitest';
import { compare, compareWith, isAgreed } from './comparison.ts';
import type { Compared, Figure, Monitor } from './monitors.ts';
import { createTally, type EndpointResult } from './tally.ts';

const endpoint = 'GET /slow';

it('compares the same last requests when the monitor knows no others', () => {
  const result = aRun(3_000, (at) => ({ serviceMs: at < 2_500 ? 1 : 10, toldMs: 9 }));

  const { n, runMs, lost, others } = compare(result, 0, aFigure(3_000, 9, 500));

  expect({ n, lost, others }).toEqual({ n: 500, lost: 0, others: 0 });
  expect(runMs).toEqual({ p50: 10, p95: 10, p99: 10 });
});

it('agrees within five percent', () => {
  const result = aRun(100, () => ({ serviceMs: 20.9, toldMs: 20 }));

  expect(compare(result, 0, aFigure(100, 20)).agreement).toEqual(all('agrees'));
});

it('tells what the run waited for outside the server from what the monitor got wrong', () => {
  const result = aRun(100, () => ({ serviceMs: 40, toldMs: 20 }));

  expect(compare(result, 0, aFigure(100, 20)).agreement).toEqual(all('outside'));
  expect(compare(result, 0, aFigure(100, 15)).agreement).toEqual(all('differs'));
  expect(compare(result, 0, aFigure(100, 50)).agreement).toEqual(all('differs'));
});

it('does not take the word of a server that tells nothing of its time', () => {
  const result = aRun(100, () => ({ serviceMs: 40, toldMs: undefined }));

  expect(compare(result, 0, aFigure(100, 20)).agreement).toEqual(all('differs'));
});

it('says nothing of percentiles that others share, or that few requests make', () => {
  const result = aRun(100, () => ({ serviceMs: 40, toldMs: 20 }));
  const few = aRun(29, () => ({ serviceMs: 40, toldMs: 20 }));

  expect(compare(result, 0, aFigure(102, 20)).agreement).toEqual(all('unknown'));
  expect(compare(result, 50, aFigure(150, 20, 150)).agreement).toEqual(all('unknown'));
  expect(compare(few, 0, aFigure(29, 20)).agreement).toEqual(all('unknown'));
});

it('waits until the monitor has counted the run', async () => {
  const result = aRun(100, () => ({ serviceMs: 20, toldMs: 20 }));
  const counts = [107, 150, 207];
  const monitor: Monitor = {
    name: 'ingest',
    read: async () => new Map([[endpoint, aFigure(counts.shift() ?? 207, 20, 100)]]),
  };

  const compared = await compareWith(monitor, new Map([[endpoint, aFigure(107, 20)]]), [result]);

  expect(compared.endpoints).toMatchObject([{ count: 100, lost: 0, others: 0 }]);
  expect(isAgreed(compared)).toBe(true);
});

it('counts what a monitor has lost', () => {
  const result = aRun(100, () => ({ serviceMs: 20, toldMs: 20 }));

  const compared = compare(result, 5, aFigure(104, 20, 99));

  expect(compared.lost).toBe(1);
  expect(isAgreed({ monitor: 'ingest', endpoints: [compared] })).toBe(false);
});

function aRun(
  count: number,
  timed: (at: number) => { serviceMs: number; toldMs: number | undefined },
): EndpointResult {
  const tally = createTally();
  for (let at = 0; at < count; at += 1) tally.add({ endpoint, isError: false, responseMs: 50, ...timed(at) });
  const [result] = tally.endpoints();
  if (!result) throw new Error('Nothing was counted.');
  return result;
}

function aFigure(count: number, ms: number, n = count): Figure {
  return { count, n, ms: all(ms) };
}

function all<Value>(value: Value): Record<keyof Compared, Value> {
  return { p50: value, p95: value, p99: value };
}
