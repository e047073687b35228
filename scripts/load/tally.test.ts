import { expect, it } from 'vitest';
import { createTally } from './tally.ts';
import { stateOf, usualBudget } from './verdict.ts';

const endpoint = 'GET /slow';
const toldMs = undefined;

it('reads percentiles within a thousandth', () => {
  const tally = createTally();
  for (let ms = 1; ms <= 10_000; ms += 1)
    tally.add({ endpoint, isError: false, serviceMs: ms, responseMs: ms * 2, toldMs });

  const { serviceMs, responseMs } = tally.total();

  expect(serviceMs.p50 / 5_000).toBeCloseTo(1, 2);
  expect(serviceMs.p99 / 9_900).toBeCloseTo(1, 2);
  expect(responseMs.p95 / 19_000).toBeCloseTo(1, 2);
});

it('tells of an interval what came in it, and of the run everything', () => {
  const tally = createTally();
  tally.add({ endpoint, isError: true, serviceMs: 1, responseMs: 1, toldMs });
  tally.takeInterval();
  tally.add({ endpoint, isError: false, serviceMs: 8, responseMs: 8, toldMs });

  expect(tally.takeInterval()).toMatchObject({ count: 1, errors: 0, serviceMs: { max: 8 } });
  expect(tally.total()).toMatchObject({ count: 2, errors: 1 });
});

it('holds the response time against the budget: what waited is not hidden by quick service', () => {
  const tally = createTally();
  for (let at = 0; at < 100; at += 1)
    tally.add({ endpoint, isError: false, serviceMs: 5, responseMs: 900, toldMs });

  expect(stateOf(tally.total(), usualBudget)).toBe('failing');
});

it('says nothing of a p95 of few requests, but fails for their errors', () => {
  const tally = createTally();
  for (let at = 0; at < 29; at += 1)
    tally.add({ endpoint, isError: false, serviceMs: 900, responseMs: 900, toldMs });
  expect(stateOf(tally.total(), usualBudget)).toBe('not enough data');

  tally.add({ endpoint: 'GET /broken', isError: true, serviceMs: 1, responseMs: 1, toldMs });
  const broken = tally.endpoints().find((one) => one.endpoint === 'GET /broken');
  expect(broken && stateOf(broken, usualBudget)).toBe('failing');
});
