import express, { type Express } from 'express';
import { Query } from 'pg';
import Cursor from 'pg-cursor';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createMonitor, type Monitor, type MonitoredPool, type MonitorOptions } from '../index.ts';
import { createTestDatabase } from '../test-database.ts';
import { listen, listenAsIngest, type TestIngest } from '../test-server.ts';

describe('the instrumented pool', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  async function serve(
    routes: (app: Express, pool: MonitoredPool, monitor: Monitor) => void,
    { max = 5, ...options }: Partial<MonitorOptions> & { max?: number } = {},
  ): Promise<{ origin: string; ingest: TestIngest; monitor: Monitor; pool: MonitoredPool }> {
    const ingest = await listenAsIngest();
    const monitor = createMonitor({
      service: 'test',
      endpoint: ingest.origin,
      token: 't',
      reportEveryMs: 20,
      ...options,
    });
    const pool = monitor.createPool({ connectionString: database.url, max });
    const app = express();
    app.use(monitor.express());
    routes(app, pool, monitor);
    const server = await listen(app);
    open.push(
      () => server.close(),
      () => pool.end(),
      () => monitor.stop(),
      () => ingest.close(),
    );
    return { origin: server.origin, ingest, monitor, pool };
  }

  const countOf = (answer: Response) =>
    Number(/db;dur=[\d.]+;desc="(\d+)"/.exec(answer.headers.get('server-timing') ?? '')?.[1]);
  const tracesOf = (ingest: TestIngest) => ingest.reports.flatMap((report) => report.traces ?? []);

  it('counts exactly for each of 64 requests at once on 5 connections', async () => {
    const { origin, ingest, monitor } = await serve((app, pool) => {
      app.get('/:n', async (request, response) => {
        const n = Number(request.params.n);
        for (let done = 0; done < n; done++) await runSomehow(pool, done);
        response.send(String(n));
      });
    });
    const numbers = Array.from({ length: 384 }, (_, index) => index % 13);

    const counts: number[] = [];
    let next = 0;
    const client = async () => {
      while (next < numbers.length) {
        const at = next++;
        counts[at] = countOf(await fetch(`${origin}/${numbers[at]}`));
      }
    };
    await Promise.all(Array.from({ length: 64 }, client));
    await monitor.stop();

    expect(counts).toEqual(numbers);
    const told = tracesOf(ingest).reduce((sum, trace) => sum + trace.spans.length, 0);
    const expected = numbers.reduce((sum, n) => sum + n, 0);
    expect(told).toBe(expected);
    expect(tracesOf(ingest).every((trace) => trace.spans.length === trace.sqlCount)).toBe(true);
    expect(monitor.health().faults).toBe(0);
  }, 60_000);

  /** Every form of asking, in turn. */
  async function runSomehow(pool: MonitoredPool, turn: number): Promise<void> {
    if (turn % 4 === 0) await pool.query('select $1::int', [turn]);
    if (turn % 4 === 1) {
      await new Promise<void>((done, fail) => {
        pool.query('select 1', (error) => (error ? fail(error) : done()));
      });
    }
    if (turn % 4 < 2) return;

    const connection = await pool.connect();
    if (turn % 4 === 2)
      await connection.query({ name: 'named', text: 'select $1::text as a', values: ['x'] });
    if (turn % 4 === 3) {
      await new Promise<void>((done, fail) => {
        connection.query('select $1::int', [1], (error) => (error ? fail(error) : done()));
      });
    }
    connection.release();
  }

  it.each<[form: string, run: (pool: MonitoredPool) => Promise<unknown>]>([
    ['promise', (pool) => pool.query('select * from generate_series(1, 3)')],
    ['promise with values', (pool) => pool.query('select * from generate_series(1, $1)', [3])],
    ['configuration', (pool) => pool.query({ text: 'select * from generate_series(1, $1)', values: [3] })],
    ['callback', (pool) => new Promise((done) => pool.query('select * from generate_series(1, 3)', done))],
    [
      'values and callback',
      (pool) => new Promise((done) => pool.query('select * from generate_series(1, $1)', [3], done)),
    ],
    ['several statements at once', (pool) => pool.query('select 1; select * from generate_series(1, 2)')],
    [
      'query object',
      async (pool) => {
        const connection = await pool.connect();
        const query = connection.query(new Query('select * from generate_series(1, 3)'));
        await new Promise((done) => query.on('end', done));
        connection.release();
      },
    ],
    [
      'callback in the configuration',
      async (pool) => {
        const connection = await pool.connect();
        await new Promise((done) => {
          const query = { text: 'select * from generate_series(1, 3)', callback: done };
          connection.query(query as unknown as string);
        });
        connection.release();
      },
    ],
  ])('times one statement of three rows asked as %s', async (_form, run) => {
    const { origin, ingest, monitor } = await serve((app, pool) => {
      app.get('/', async (_request, response) => {
        await run(pool);
        response.send('done');
      });
    });

    const answer = await fetch(origin);
    await monitor.stop();

    expect(answer.status).toBe(200);
    expect(countOf(answer)).toBe(1);
    const [trace] = tracesOf(ingest);
    expect(trace?.spans).toMatchObject([{ kind: 'sql', rows: 3 }]);
  });

  it('times a cursor from its first row to its end', async () => {
    const { origin, ingest, monitor } = await serve((app, pool) => {
      app.get('/', async (_request, response) => {
        const connection = await pool.connect();
        const cursor = connection.query(new Cursor('select * from generate_series(1, $1)', [25]));
        let rows = 0;
        for (let page = await cursor.read(10); page.length > 0; page = await cursor.read(10))
          rows += page.length;
        await cursor.close();
        connection.release();
        response.send(String(rows));
      });
    });

    const answer = await fetch(origin);
    await monitor.stop();

    expect(await answer.text()).toBe('25');
    expect(countOf(answer)).toBe(1);
    expect(tracesOf(ingest)[0]?.spans[0]?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });

  it('keeps the context of the caller inside a callback', async () => {
    const { origin } = await serve(
      (app, pool, monitor) => {
        app.get('/', (_request, response) => {
          const before = monitor.traceId();
          pool.query('select pg_sleep(0.01)', () => {
            pool.query('select 1', () =>
              response.send(String(before !== undefined && before === monitor.traceId())),
            );
          });
        });
      },
      { max: 1 },
    );

    const answers = await Promise.all(Array.from({ length: 8 }, () => fetch(origin)));

    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(Array(8).fill('true'));
    expect(answers.map(countOf)).toEqual(Array(8).fill(2));
  });

  it('tells a failed statement by its SQLSTATE and never by its data', async () => {
    const { origin, ingest, monitor } = await serve((app, pool) => {
      app.get('/', async (_request, response) => {
        const error = await pool.query("select 'secret'::int").catch((caught: Error) => caught.message);
        response.send(error);
      });
    });

    const answer = await fetch(origin);
    await monitor.stop();

    expect(await answer.text()).toContain('secret');
    expect(tracesOf(ingest)[0]?.spans).toMatchObject([{ kind: 'sql', error: '22P02' }]);
    expect(ingest.reports.flatMap((report) => report.queries ?? [])).toMatchObject([
      { statement: 'select ?::int', count: 1, errors: 1 },
    ]);
    expect(JSON.stringify(ingest.reports)).not.toContain('secret');
  });

  it('tells waiting for a connection apart from the statement', async () => {
    const { origin, ingest, monitor } = await serve(
      (app, pool) => {
        app.get('/', async (_request, response) => {
          await pool.query('select pg_sleep(0.08)');
          response.send('done');
        });
      },
      { max: 1 },
    );

    await fetch(origin);
    await Promise.all([fetch(origin), fetch(origin)]);
    await monitor.stop();

    const waits = tracesOf(ingest)
      .map((trace) => trace.spans[0]?.waitMs ?? 0)
      .sort((a, b) => a - b);
    expect(waits.at(-1)).toBeGreaterThan(50);
    const longest = tracesOf(ingest).find((trace) => (trace.spans[0]?.waitMs ?? 0) > 50);
    expect(longest?.spans[0]?.durationMs).toBeLessThan(longest?.sqlMs ?? 0);
  });

  it('finds a statement that repeats, and where it was asked', async () => {
    const { origin, ingest, monitor } = await serve(
      (app, pool) => {
        app.get('/', async (_request, response) => {
          for (let id = 0; id < 12; id++) await pool.query(`select ${id} as id`);
          response.send('done');
        });
      },
      { traceRatio: 0 },
    );

    await fetch(origin);
    await monitor.stop();

    const [trace] = tracesOf(ingest);
    expect(trace).toMatchObject({ kept: 'n+1', sqlCount: 12 });
    expect(new Set(trace?.spans.map((span) => span.fingerprint)).size).toBe(1);
    expect(trace?.spans.at(-1)?.callSite).toMatch(/^sdk\/node\/src\/pg\/pool\.test\.ts:\d+$/);
  });

  it('keeps a request with a slow statement', async () => {
    const { origin, ingest, monitor } = await serve(
      (app, pool) => {
        app.get('/', async (_request, response) => {
          await pool.query('select pg_sleep(0.06)');
          response.send('done');
        });
      },
      { traceRatio: 0, slowQueryMs: 50 },
    );

    await fetch(origin);
    await monitor.stop();

    expect(tracesOf(ingest)).toMatchObject([{ kept: 'slow', sqlCount: 1 }]);
  });

  it('counts statements outside of requests as well', async () => {
    const { pool, ingest, monitor } = await serve(() => {});

    await pool.query('select 1 as outside');
    await monitor.stop();

    expect(ingest.reports.flatMap((report) => report.queries ?? [])).toMatchObject([
      { statement: 'select ? as outside', count: 1 },
    ]);
    expect(tracesOf(ingest)).toEqual([]);
  });

  it('leaves a rejection that nobody handles to Node', async () => {
    const { pool } = await serve(() => {});
    const seen: unknown[] = [];
    const listener = (reason: unknown) => seen.push(reason);
    const before = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', listener);

    const connection = await pool.connect();
    void connection.query('select nonsense');
    await connection.query('select 1');
    await new Promise((next) => setTimeout(next, 20));
    connection.release();

    process.off('unhandledRejection', listener);
    for (const one of before) process.on('unhandledRejection', one as NodeJS.UnhandledRejectionListener);
    expect(seen).toMatchObject([{ code: '42703' }]);
  });

  it('refuses with the error of pg when there is no database', async () => {
    const { monitor } = await serve(() => {});
    const pool = monitor.createPool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });

    await expect(pool.query('select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await pool.end();
  });
});
