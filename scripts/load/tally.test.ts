import { expect, it } from 'vitest';
import { createTally } from './tally.ts';
import { compare, stateOf, usualBudget } from './verdict.ts';

const endpoint = 'GET /slow';

it('reads percentiles within a thousandth', () => {
  const tally = createTally();
  for (let ms = 1; ms <= 10_000; ms += 1)
    tally.add({ endpoint, isError: false, serviceMs: ms, responseMs: ms * 2 });

  const { serviceMs, responseMs } = tally.total();

  expect(serviceMs.p50 / 5_000).toBeCloseTo(1, 2);
  expect(serviceMs.p99 / 9_900).toBeCloseTo(1, 2);
  expect(responseMs.p95 / 19_000).toBeCloseTo(1, 2);
});

it('tells of an interval what came in it, and of the run everything', () => {
  const tally = createTally();
  tally.add({ endpoint, isError: true, serviceMs: 1, responseMs: 1 });
  tally.takeInterval();
  tally.add({ endpoint, isError: false, serviceMs: 8, responseMs: 8 });

  expect(tally.takeInterval()).toMatchObject({ count: 1, errors: 0, serviceMs: { max: 8 } });
  expect(tally.total()).toMatchObject({ count: 2, errors: 1 });
});

it('holds the response time against the budget: what waited is not hidden by quick service', () => {
  const tally = createTally();
  for (let at = 0; at < 100; at += 1) tally.add({ endpoint, isError: false, serviceMs: 5, responseMs: 900 });

  expect(stateOf(tally.total(), usualBudget)).toBe('failing');
});

it('says nothing of a p95 of few requests, but fails for their errors', () => {
  const tally = createTally();
  for (let at = 0; at < 29; at += 1) tally.add({ endpoint, isError: false, serviceMs: 900, responseMs: 900 });
  expect(stateOf(tally.total(), usualBudget)).toBe('not enough data');

  tally.add({ endpoint: 'GET /broken', isError: true, serviceMs: 1, responseMs: 1 });
  const broken = tally.endpoints().find((one) => one.endpoint === 'GET /broken');
  expect(broken && stateOf(broken, usualBudget)).toBe('failing');
});

it('compares with the monitor over the same last requests', () => {
  const tally = createTally();
  for (let at = 0; at < 3_000; at += 1)
    tally.add({ endpoint, isError: false, serviceMs: at < 2_500 ? 1 : 10, responseMs: 10 });
  const monitored = [{ method: 'GET', route: '/slow', durationMs: { n: 500, median: 9, p95: 9, p99: 9 } }];

  const [result] = tally.endpoints();

  expect(result && compare(result, monitored)).toEqual({
    n: 500,
    oursMs: { p50: 10, p95: 10, p99: 10 },
    monitorMs: { p50: 9, p95: 9, p99: 9 },
  });
});
