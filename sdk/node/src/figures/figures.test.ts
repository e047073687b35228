import { describe, expect, it } from 'vitest';
import { Budgets } from './budgets.ts';
import { Endpoints } from './endpoints.ts';
import { LastMinutes } from './last-minutes.ts';
import { LastValues } from './last-values.ts';
import { findRepeated, type N1Rules } from './repetitions.ts';
import { SlowQueries } from './slow-queries.ts';

const anEnd = {
  method: 'GET',
  status: 200,
  isAborted: false,
  durationMs: 5,
  sqlMs: 1,
  sqlCount: 1,
  responseBytes: 500,
};

describe('LastValues', () => {
  it('tells nothing of nothing', () => {
    expect(new LastValues().summary()).toBeUndefined();
  });

  it('is exact over the last 1,000 and forgets what was before', () => {
    const values = new LastValues();

    for (let value = 1; value <= 2_500; value++) values.add(value);

    expect(values.summary()).toEqual({
      n: 1_000,
      avg: 2_000.5,
      min: 1_501,
      max: 2_500,
      median: 2_000,
      p95: 2_450,
      p99: 2_490,
    });
  });
});

describe('LastMinutes', () => {
  it('forgets what is more than five minutes old', () => {
    const minutes = new LastMinutes();
    minutes.add(1, 0);
    minutes.add(2, 299_000);
    const before = minutes.read(299_000).weight;
    minutes.add(3, 301_000);

    expect(before).toBe(2);
    expect(minutes.read(301_000).weight).toBe(2);
    expect(minutes.read(10_000_000).weight).toBe(0);
  });
});

describe('Endpoints', () => {
  it('puts what finds no place into one endpoint, without losing a count', () => {
    const endpoints = new Endpoints();

    for (let one = 0; one < 2_000; one++) endpoints.add({ ...anEnd, route: `/route-${one}` });

    const read = endpoints.read();
    expect(read.length).toBe(501);
    expect(read[0]).toMatchObject({ route: '(other)', count: 1_500 });
    expect(read.reduce((sum, { count }) => sum + count, 0)).toBe(2_000);
  });

  it('tells the last requests of what was asked since, the longest untold first, until everything had its turn', () => {
    const endpoints = new Endpoints();
    const take = (most: number) =>
      endpoints.takeLatest(most).map(({ route, durationMs: { n }, errorRatio }) => [route, n, errorRatio]);
    for (const route of ['/a', '/b', '/b', '/c']) endpoints.add({ ...anEnd, route });
    const atFirst = take(2);
    endpoints.add({ ...anEnd, route: '/b', status: 500 });

    expect([atFirst, take(2), take(2)]).toEqual([
      [
        ['/b', 2, 0],
        ['/a', 1, 0],
      ],
      [
        ['/c', 1, 0],
        ['/b', 3, 1 / 3],
      ],
      [],
    ]);
  });
});

describe('Budgets', () => {
  it.each([
    [29, 999, 'not enough data'],
    [100, 200, 'ok'],
    [100, 400, 'over'],
    [100, 900, 'failing'],
  ])('judges %i requests of %i ms as %s', (count, durationMs, state) => {
    const budgets = new Budgets({});

    for (let done = 0; done < count; done++) budgets.add('api', durationMs, 0);

    expect(budgets.read(0)[0]?.last1000).toMatchObject({ n: count, state });
  });

  it('believes the last five minutes before the last 1,000, once there are enough', () => {
    const budgets = new Budgets({ 'GET /': { goodMs: 10, poorMs: 20 } });
    const stateAt = (nowMs: number) => budgets.read(nowMs).find(({ name }) => name === 'GET /')?.state;
    for (let done = 0; done < 500; done++) budgets.add('GET /', 15, 0);
    const atFirst = stateAt(0);
    for (let done = 0; done < 50; done++) budgets.add('GET /', 1, 600_000);

    expect([atFirst, stateAt(600_000), stateAt(1_200_000)]).toEqual(['over', 'ok', 'over']);
  });

  it('measures nothing that has no budget', () => {
    const budgets = new Budgets({});

    budgets.add('GET /unknown', 1, 0);

    expect(budgets.read(0).map(({ name }) => name)).toEqual(['api', 'query', 'cache', 'upload']);
  });
});

describe('findRepeated', () => {
  const rules: N1Rules = { threshold: 10, routes: {}, allow: [], leastShare: 0 };
  const repeated = (text: string, count: number, durationMs = 30) => ({
    statement: { fingerprint: '00112233445566aa', text, callSite: undefined, looksLeft: 0 },
    asked: count,
    count,
    durationMs,
  });

  it('finds from the threshold on, and tells the share of the request', () => {
    expect(findRepeated([repeated('select 1', 9)], 'GET /', 100, rules)).toEqual([]);
    expect(findRepeated([repeated('select 1', 10)], 'GET /', 100, rules)).toMatchObject([{ share: 0.3 }]);
  });

  it('never takes the frame of a transaction for one', () => {
    expect(findRepeated([repeated('BEGIN', 50), repeated('savepoint a', 50)], 'GET /', 100, rules)).toEqual(
      [],
    );
  });

  it('has a threshold for single routes and a least share', () => {
    const routes = { 'GET /many': 40 };

    expect(findRepeated([repeated('select 1', 39)], 'GET /many', 100, { ...rules, routes })).toEqual([]);
    expect(findRepeated([repeated('select 1', 39)], 'GET /', 100, { ...rules, routes })).toHaveLength(1);
    expect(findRepeated([repeated('select 1', 39)], 'GET /', 100, { ...rules, leastShare: 0.31 })).toEqual(
      [],
    );
  });

  it('forgives what is allowed, with the reason', () => {
    const allow = [{ statement: 'from audit', where: 'GET /', reason: 'one per line, on purpose' }];
    const find = (where: string) =>
      findRepeated([repeated('select * from audit', 12)], where, 100, { ...rules, allow });

    expect(find('GET /')[0]?.allowedBecause).toBe('one per line, on purpose');
    expect(find('GET /else')[0]?.allowedBecause).toBeUndefined();
  });
});

describe('SlowQueries', () => {
  it('keeps the latest 200 and shows the slowest first', () => {
    const slow = new SlowQueries(() => {});

    for (let one = 1; one <= 300; one++) {
      const durationMs = one === 50 ? 9_999 : one;
      slow.add({ atMs: one, fingerprint: 'f', statement: 'select ?', durationMs, waitMs: 0 });
    }

    expect(slow.count).toBe(300);
    expect(slow.read(2).map(({ durationMs }) => durationMs)).toEqual([300, 299]);
    expect(slow.read(1_000)).toHaveLength(200);
  });
});
