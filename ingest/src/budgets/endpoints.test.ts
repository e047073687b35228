import {
  type Budget,
  type BudgetHistory,
  type BudgetList,
  type BudgetPresets,
  type Problem,
  Sketch,
} from '@throughline/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rollUpStale } from '../rollup/run.ts';
import { Histogram } from '../store/histogram.ts';
import { aStoredReport, aStoredView, aViewBody } from '../store/test-samples.ts';
import { startTestApp, type TestApp } from '../test-app.ts';
import { evaluateBudgets, type Measure } from './evaluate.ts';
import { createMeasure } from './measure.ts';

let app: TestApp;
let term: number;

beforeAll(async () => {
  app = await startTestApp(async (store) => {
    await store.putSite({ id: 'demo', name: 'Demo', writeKey: 'pk_demo', origins: [] });
  });
  term = (await app.store.lead('test', 600_000)) ?? 0;
});
afterAll(() => app.close());

const lcp = { name: 'LCP of articles', metric: 'lcp', good: 2_500, poor: 4_000, scope: { route: '/a' } };

function ask<T>(method: string, path: string, body?: unknown) {
  return app.ask<T>(method, path, { as: app.admin, body });
}

async function create(changes: object = {}): Promise<Budget> {
  return (await ask<Budget>('POST', '/sites/demo/budgets', { ...lcp, ...changes })).body;
}

/** As if `n` views had been measured, all of `value`. */
function measured(value: number, n: number): Measure {
  return async () => {
    const histogram = new Histogram();
    for (let count = 0; count < n; count += 1) histogram.add(value);
    return histogram;
  };
}

async function evaluate(measure: Measure, nowMs = Date.now()): Promise<void> {
  await evaluateBudgets(app.store, measure, { term, nowMs, onFailure: () => {} });
}

async function past(id: string): Promise<BudgetHistory> {
  return (await ask<BudgetHistory>('GET', `/sites/demo/budgets/${id}`)).body;
}

it('is created with the defaults of its schema and stands on nothing yet', async () => {
  const budget = await create();

  expect(budget).toMatchObject({
    ...lcp,
    percentile: 75,
    windowMinutes: 1_440,
    state: 'notEnoughData',
    value: null,
    evaluatedAt: null,
  });
});

it.each([
  [{ poor: 1_000 }, 'poor'],
  [{ metric: 'speed' }, 'metric'],
  [{ percentile: 80 }, 'percentile'],
  [{ scope: { route: '/a', page: '/b' } }, 'scope'],
  [{ scope: { endpoint: 'GET /a' } }, 'scope.endpoint'],
  [{ metric: 'queryMs', scope: { query: 'select 1' } }, 'scope.query'],
  [{ metric: 'endpointMs', scope: { device: 'mobile' } }, 'scope'],
])('is not created with %j', async (changes, field) => {
  const { status, body } = await ask<Problem>('POST', '/sites/demo/budgets', { ...lcp, ...changes });

  expect(status).toBe(400);
  expect(body).toMatchObject({ code: 'invalid_body', field });
});

it.each([
  [2_400, 50, 'good'],
  [3_000, 50, 'needsImprovement'],
  [9_000, 50, 'poor'],
  [9_000, 29, 'notEnoughData'],
])('with %d ms of %d views is %s', async (value, n, state) => {
  const { id } = await create();

  await evaluate(measured(value, n));

  expect((await past(id)).budget).toMatchObject({ state, n });
});

it('is not enough data when nothing was measured', async () => {
  const { id } = await create();

  await evaluate(async () => undefined);

  expect((await past(id)).budget).toMatchObject({ state: 'notEnoughData', value: null, n: 0 });
});

it('keeps each change of its state, and how it stood each hour', async () => {
  const { id } = await create();
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3 * 3_600_000;

  await evaluate(measured(1_000, 50), hour);
  await evaluate(measured(1_000, 50), hour + 60_000);
  await evaluate(measured(9_000, 50), hour + 120_000);
  await evaluate(measured(9_000, 50), hour + 3_600_000);

  const { budget, changes, hours } = await past(id);
  expect(changes.map(({ before, state }) => [before, state])).toEqual([
    ['good', 'poor'],
    ['notEnoughData', 'good'],
  ]);
  expect(hours.map(({ state }) => state)).toEqual(['poor', 'poor']);
  expect(budget.since).toBe(new Date(hour + 120_000).toISOString());
});

it('leaves the others alone when it cannot be measured', async () => {
  const broken = await create({ name: 'Broken', scope: { route: '/broken' } });
  const fine = await create();

  await evaluate(async (site, budget, range) => {
    if (budget.scope.route === '/broken') throw new Error('too slow');
    return await measured(1_000, 50)(site, budget, range);
  });

  expect((await past(broken.id)).budget.evaluatedAt).toBeNull();
  expect((await past(fine.id)).budget.state).toBe('good');
});

it('is written by the leader of this term alone', async () => {
  await create();

  const late = evaluateBudgets(app.store, measured(1, 50), {
    term: term - 1,
    nowMs: Date.now(),
    onFailure: () => {},
  });

  await expect(late).rejects.toThrow(/is over/);
});

it('keeps its past when it is changed, and loses it when it is deleted', async () => {
  const { id } = await create();
  await evaluate(measured(1_000, 50));

  const changed = await ask<Budget>('PUT', `/sites/demo/budgets/${id}`, {
    ...lcp,
    good: 500,
    name: 'Strict',
  });
  const kept = await past(id);
  const deleted = await ask('DELETE', `/sites/demo/budgets/${id}`);
  const again = await ask('DELETE', `/sites/demo/budgets/${id}`);

  expect(changed.body).toMatchObject({ name: 'Strict', good: 500, state: 'good' });
  expect(kept.changes).toHaveLength(1);
  expect([deleted.status, again.status]).toEqual([204, 404]);
});

it('looks at its scope alone: a route and a device, an endpoint, a statement', async () => {
  const nowMs = Date.now();
  const startedAtMs = nowMs - 60_000;
  const views = [1_000, 5_000].flatMap((value, index) =>
    Array.from({ length: 40 }, () =>
      aStoredView({
        route: '/measured',
        deviceClass: index === 0 ? 'desktop' : 'mobile',
        startedAtMs,
        body: aViewBody({ vitals: { lcp: { value } } }, { startedAtMs }),
      }),
    ),
  );
  await app.store.insertViews(views);
  const durationMs = (ms: number) => {
    const sketch = new Sketch();
    for (let count = 0; count < 40; count += 1) sketch.add(ms);
    return sketch.toData();
  };
  const endpoints = [100, 700].map((ms, index) => ({
    method: 'GET',
    route: `/e${index}`,
    count: 40,
    durationMs: durationMs(ms),
  }));
  const fingerprint = 'a1b2c3d4e5f60718';
  const queries = [{ fingerprint, statement: 'select 1', count: 40, durationMs: durationMs(20) }];
  const span = { fromMs: startedAtMs, toMs: startedAtMs + 1, sentAtMs: nowMs };
  await app.store.insertReports([aStoredReport({ endpoints, queries, ...span }, { receivedAtMs: nowMs })]);
  await rollUpStale(app.store, term);
  const scope = { route: '/measured' };
  const budgets = await Promise.all([
    create({ scope }),
    create({ scope: { ...scope, device: 'desktop' } }),
    create({
      metric: 'endpointMs',
      percentile: 95,
      good: 200,
      poor: 500,
      scope: { service: 'cms-api', endpoint: 'GET /e0' },
    }),
    create({ metric: 'endpointMs', percentile: 95, good: 200, poor: 500, scope: {} }),
    create({ metric: 'queryMs', percentile: 95, good: 10, poor: 50, scope: { query: fingerprint } }),
  ]);

  await evaluate(createMeasure(app.store), nowMs);

  const states = [];
  for (const { id } of budgets) states.push((await past(id)).budget);
  expect(states.map(({ state, n }) => [state, n])).toEqual([
    ['poor', 80],
    ['good', 40],
    ['good', 40],
    ['poor', 80],
    ['needsImprovement', 40],
  ]);
});

it('stands beside those that a server keeps by itself, each as it was told last', async () => {
  const told = { name: 'upload', goodMs: 5_000, poorMs: 15_000, n: 40, state: 'ok' } as const;
  const reports = [4_000, 6_000].map((p95Ms, index) =>
    aStoredReport({ budgets: [{ ...told, p95Ms }] }, { receivedAtMs: Date.now() - 5_000 + index }),
  );

  await app.store.insertReports(reports.toReversed());

  const { body } = await ask<BudgetList>('GET', '/sites/demo/budgets');
  expect(body.reported).toMatchObject([{ ...told, service: 'cms-api', p95Ms: 6_000 }]);
});

it('can be made of every preset', async () => {
  const { body } = await ask<BudgetPresets>('GET', '/budget-presets');

  const statuses = [];
  for (const preset of body.presets) statuses.push((await ask('POST', '/sites/demo/budgets', preset)).status);

  expect(statuses).toEqual(Array.from({ length: 9 }, () => 201));
});
