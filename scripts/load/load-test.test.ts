/** Short runs against a real cms-api, one of them through a proxy that makes one endpoint slow. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCms, type TestCms, testPassword } from '../../cms-api/src/test-cms.ts';
import { type LoadTestOptions, loadTest } from './load-test.ts';
import { startTestProxy } from './test-proxy.ts';

let cms: TestCms;
let adminToken: string;
let options: LoadTestOptions;
beforeAll(async () => {
  cms = await startTestCms();
  adminToken = await cms.logIn('admin');
  options = {
    users: 20,
    'spawn-rate': 100,
    'run-time': 3_000,
    'think-time': 250,
    host: new URL(cms.api).origin,
    tags: [],
    email: 'admin@example.test',
    password: testPassword,
    'budget-ms': 60_000,
    seed: 1,
    site: 'demo',
  };
});
afterAll(async () => {
  await cms?.stop();
});

describe('a load test', () => {
  it('logs in, does every kind of task without an error, and agrees with the monitor on their number', async () => {
    const { total, endpoints, broken, faults, compared } = await loadTest({ ...options, 'run-time': 5_000 });

    expect(faults).toEqual([]);
    expect(total.errors).toBe(0);
    expect(broken).toEqual([]);
    expect(endpoints.map(({ endpoint }) => endpoint)).toEqual(
      expect.arrayContaining([
        'GET /api/v1/content/:type',
        'POST /api/v1/content/:type',
        'GET /api/v1/search',
      ]),
    );
    const [own] = compared;
    expect(own?.endpoints.map(({ endpoint, count }) => ({ endpoint, count }))).toEqual(
      endpoints.map(({ endpoint, count }) => ({ endpoint, count })),
    );
    for (const one of own?.endpoints ?? []) expect(one).toMatchObject({ lost: 0, others: 0, n: one.count });
  });

  it('leaves nothing behind but its lines in the audit log', async () => {
    await loadTest({ ...options, 'run-time': 500 });

    const read = async <Body>(path: string) =>
      (await (await cms.ask(path, { as: adminToken })).json()) as Body;
    expect(await read('types')).toEqual({ types: [] });
    expect(await read('media')).toMatchObject({ media: [] });
    expect((await read<{ users: object[] }>('users')).users).toHaveLength(1);
  });

  it('runs only what has the tag', async () => {
    const { endpoints } = await loadTest({ ...options, tags: ['health'], 'run-time': 1_000 });

    expect(endpoints.map(({ endpoint }) => endpoint).sort()).toEqual(['GET /healthz', 'GET /readyz']);
  });

  it('names the endpoint that broke its budget, and no other', async () => {
    const proxy = await startTestProxy(options.host, { slow: { path: '/api/v1/search', delayMs: 3_000 } });
    try {
      const { broken } = await loadTest({
        ...options,
        host: proxy.origin,
        tags: ['read'],
        'run-time': 4_000,
        'budget-ms': 2_500,
      });

      expect(broken).toEqual(['GET /api/v1/search']);
    } finally {
      await proxy.stop();
    }
  });
});
