import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCms, statementsOf, type TestCms } from '../test-cms.ts';
import { faultEndpoints } from './faults.ts';
import { seedDemo } from './seed.ts';

type Answer = { articles: { slug: string; readings: number }[] };
const path = 'magazine/articles/any-article/planted';

describe('the faults of the demo', () => {
  let cms: TestCms;
  beforeAll(async () => {
    cms = await startTestCms({ extras: faultEndpoints });
    await seedDemo(cms.pool, { now: new Date('2026-06-15T12:00:00Z'), readings: 20_000 });
  });
  afterAll(() => cms.stop());

  it('spends its time in one statement that is slow', async () => {
    const answer = await cms.ask(`${path}/slow-statement`);
    const { articles } = (await answer.json()) as Answer;
    const { database } = await cms.monitor.performance();

    expect(articles).toHaveLength(45);
    expect(statementsOf(answer)).toBe(1);
    expect(database.slowQueries.map(({ statement }) => statement)).toContainEqual(
      expect.stringMatching(/^select a\.published_slug as slug/),
    );
    expect(database.n1).toEqual([]);
  });

  it('runs one statement for each of the others, which the monitor calls N+1', async () => {
    const answer = await cms.ask(`${path}/n-plus-one`);
    const { articles } = (await answer.json()) as Answer;
    const { database } = await cms.monitor.performance();

    expect(statementsOf(answer)).toBe(1 + articles.length);
    expect(database.n1[0]).toMatchObject({ where: expect.stringContaining('/planted/') });
  });

  it('lets most of its own work wait for a connection', async () => {
    cms.pool.resetStats();

    const answer = await cms.ask(`${path}/starved-pool`);
    const { articles } = (await answer.json()) as Answer;
    const stats = cms.pool.stats();

    expect(articles).toHaveLength(45);
    // Those that had a connection at once did not wait; half and more had to.
    expect(stats.acquireMs?.median).toBeGreaterThan(stats.holdMs?.median ?? Number.POSITIVE_INFINITY);
    expect(stats).toMatchObject({ inUse: 0, waiting: 0, timeouts: 0 });
  });

  it('tells the same in each way', async () => {
    const slugs = await Promise.all(
      ['slow-statement', 'n-plus-one', 'starved-pool'].map(async (way) => {
        const { articles } = (await (await cms.ask(`${path}/${way}`)).json()) as Answer;
        return articles.map(({ slug }) => slug);
      }),
    );

    expect(slugs[1]).toEqual(slugs[2]);
    expect([...(slugs[0] ?? [])].sort()).toEqual([...(slugs[1] ?? [])].sort());
  });

  it('knows no other way', async () => {
    expect((await cms.ask(`${path}/politely`)).status).toBe(404);
    expect(cms.bugs).toEqual([]);
  });
});
