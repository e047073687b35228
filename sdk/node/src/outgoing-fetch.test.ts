import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import express, { type Express } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { createMonitor, type Monitor } from './index.ts';
import { listen, listenAsIngest, type TestIngest } from './test-server.ts';

describe('outgoing fetch', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  /** A caller that is watched, and whatever it calls. */
  async function serve(
    callee: (request: IncomingMessage) => { status?: number; timing?: string },
    route: (calleeOrigin: string) => (app: Express, monitor: Monitor) => void,
  ): Promise<{ origin: string; ingest: TestIngest; monitor: Monitor; calls: IncomingMessage[] }> {
    const calls: IncomingMessage[] = [];
    const other = await listen((request, response) => {
      calls.push(request);
      const { status = 200, timing } = callee(request);
      if (timing !== undefined) response.setHeader('Server-Timing', timing);
      setTimeout(() => response.writeHead(status).end('{}'), 20);
    });
    const ingest = await listenAsIngest();
    const monitor = createMonitor({
      service: 'caller',
      endpoint: ingest.origin,
      token: 't',
      reportEveryMs: 20,
    });
    const app = express();
    app.use(monitor.express());
    route(other.origin)(app, monitor);
    const server = await listen(app);
    open.push(server, { close: () => monitor.stop() }, other, ingest);
    return { origin: server.origin, ingest, monitor, calls };
  }

  const timingOf = async (origin: string) => {
    const header = (await fetch(origin)).headers.get('server-timing') ?? '';
    const parts = [...header.matchAll(/(\w+);dur=([\d.]+)(?:;desc="(\d+)")?/g)];
    return Object.fromEntries(
      parts.flatMap(([, name, ms, n]) => [
        [name, Number(ms)],
        [`${name}Count`, Number(n)],
      ]),
    );
  };

  it('hands its trace on, with a span id that the trace names', async () => {
    const { origin, ingest, monitor, calls } = await serve(
      () => ({}),
      (callee) => (app) => {
        app.get('/', async (_request, response) => {
          await (await fetch(`${callee}/api/things?secret=1`)).text();
          response.send('done');
        });
      },
    );

    await fetch(origin);
    await monitor.stop();

    const [trace] = ingest.reports.flatMap((report) => report.traces ?? []);
    const [span] = trace?.spans ?? [];
    expect(calls[0]?.headers.traceparent).toBe(`00-${trace?.traceId}-${span?.spanId}-01`);
    expect(span).toMatchObject({ kind: 'http', status: 200 });
    expect(span?.name).toMatch(/^GET 127\.0\.0\.1:\d+\/api\/things$/);
    expect(span?.durationMs).toBeGreaterThan(19);
  });

  it("leaves the caller's own traceparent alone", async () => {
    const own = '00-11111111111111111111111111111111-2222222222222222-00';
    const { origin, calls } = await serve(
      () => ({}),
      (callee) => (app) => {
        app.get('/', async (_request, response) => {
          await fetch(callee, { headers: { traceparent: own } });
          response.send('done');
        });
      },
    );

    await fetch(origin);

    expect(calls.map((call) => call.headersDistinct.traceparent)).toEqual([[own]]);
  });

  it("folds the callee's parts into its own", async () => {
    const { origin } = await serve(
      () => ({
        timing:
          'total;dur=18, app;dur=3, db;dur=15;desc="4", cache;dur=0, net;dur=0, traceparent;desc="00-x"',
      }),
      (callee) => (app) => {
        app.get('/', async (_request, response) => {
          await (await fetch(callee)).text();
          response.send('done');
        });
      },
    );

    const { total = 0, app = 0, db, dbCount, cache = 0, net = 0 } = await timingOf(origin);

    expect(db).toBeCloseTo(15, 1);
    expect(dbCount).toBe(4);
    expect(app).toBeGreaterThan(3);
    expect(app + 15 + cache + net).toBeCloseTo(total, 1);
  });

  it('scales concurrent callees to the time they were waited for', async () => {
    const { origin } = await serve(
      () => ({ timing: 'total;dur=20, app;dur=0, db;dur=20;desc="1", traceparent;desc="00-x"' }),
      (callee) => (app) => {
        app.get('/', async (_request, response) => {
          await Promise.all([1, 2, 3, 4].map(async () => (await fetch(callee)).text()));
          response.send('done');
        });
      },
    );

    const { total = 0, app = 0, db = 0, dbCount, cache = 0, net = 0 } = await timingOf(origin);

    expect(dbCount).toBe(4);
    expect(db).toBeLessThanOrEqual(total);
    expect(app + db + cache + net).toBeCloseTo(total, 9);
  });

  it('tells of a server that does not explain itself as upstream', async () => {
    const { origin } = await serve(
      () => ({ timing: 'total;dur=100, db;dur=100' }),
      (callee) => (app) => {
        app.get('/', async (_request, response) => {
          await (await fetch(callee)).text();
          response.send('done');
        });
      },
    );

    const { db, dbCount, net } = await timingOf(origin);

    expect(db).toBe(0);
    expect(dbCount).toBe(0);
    expect(net).toBeGreaterThan(19);
  });

  it('records a call that fails and lets the host have its error', async () => {
    const gone = await listen(() => {});
    await gone.close();
    const { origin, ingest, monitor } = await serve(
      () => ({}),
      () => (app) => {
        app.get('/', async (_request, response) => {
          response.send(await fetch(gone.origin).catch((error: Error) => error.message));
        });
      },
    );

    const answer = await (await fetch(origin)).text();
    await monitor.stop();

    const [trace] = ingest.reports.flatMap((report) => report.traces ?? []);
    expect(answer).toBe('fetch failed');
    expect(trace?.spans).toMatchObject([{ kind: 'http', error: 'ECONNREFUSED' }]);
  });

  it('knows of each of many concurrent requests what it called', async () => {
    const own = new AsyncLocalStorage<number>();
    const { origin, calls } = await serve(
      (request) => ({
        timing: `total;dur=1, app;dur=0, db;dur=1;desc="${request.url?.slice(1)}", traceparent;desc="x"`,
      }),
      (callee) => (app) => {
        app.get('/:n', (request, response) =>
          own.run(Number(request.params.n), async () => {
            await (await fetch(`${callee}/${own.getStore()}`)).text();
            response.send('done');
          }),
        );
      },
    );

    const numbers = Array.from({ length: 100 }, (_, index) => index + 1);
    const counts = await Promise.all(numbers.map(async (n) => (await timingOf(`${origin}/${n}`)).dbCount));

    expect(counts).toEqual(numbers);
    expect(new Set(calls.map((call) => call.headers.traceparent)).size).toBe(100);
  });
});
