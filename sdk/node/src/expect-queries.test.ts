import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMonitor, type MonitoredPool } from './index.ts';
import { createTestDatabase } from './test-database.ts';
import { listen, type TestServer } from './test-server.ts';

describe('expectQueries', () => {
  const monitor = createMonitor({ service: 'test', slowQueryMs: 40 });
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let pool: MonitoredPool;
  let server: TestServer;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = monitor.createPool({ connectionString: database.url, size: 2, overflow: 0 });
    const app = express();
    app.use(monitor.express());
    app.get('/:n', async (request, response) => {
      for (let done = 0; done < Number(request.params.n); done++) await pool.query('select $1::int', [done]);
      response.send('done');
    });
    app.get('/strict/:n', async (request, response) => {
      for (let done = 0; done < Number(request.params.n); done++) await pool.query('select 1');
      try {
        monitor.expectQueries(2);
        response.send('fine');
      } catch (error) {
        response.send((error as Error).message);
      }
    });
    server = await listen(app);
  });
  afterAll(async () => {
    await server.close();
    await pool.end();
    await monitor.stop();
    await database.drop();
  });

  it('gives what the work gives when no request asks more', async () => {
    const answer = await monitor.expectQueries(3, () => Promise.all(['3', '2', '3'].map((n) => get(n))));

    expect(answer).toEqual(['done', 'done', 'done']);
  });

  it('throws with the statements of the request that asked more', async () => {
    await expect(monitor.expectQueries(3, () => get('4'))).rejects.toThrow(
      'GET /:n ran 4 statements, 3 are expected:\n  4 × select $1::int',
    );
  });

  it('looks at the running request when it is given no work', async () => {
    expect(await get('strict/2')).toBe('fine');
    expect(await get('strict/3')).toContain('GET /strict/:n ran 3 statements, 2 are expected');
    expect(() => monitor.expectQueries(1)).toThrow('there is none');
  });

  const get = async (path: string) => (await fetch(`${server.origin}/${path}`)).text();
});
