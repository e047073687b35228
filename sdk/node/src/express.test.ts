import { get } from 'node:http';
import { connect } from 'node:net';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { createMonitor, type Monitor, type MonitorOptions } from './index.ts';
import { listen, listenAsIngest, type TestIngest, type TestServer, until } from './test-server.ts';

const incoming = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const traceparent = `00-${incoming.traceId}-${incoming.spanId}-01`;

describe('the middleware', () => {
  const open: (TestServer | { close(): Promise<void> })[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  async function serve(
    routes: (app: Express, monitor: Monitor) => void,
    options: Partial<MonitorOptions> = {},
  ): Promise<{ origin: string; ingest: TestIngest; monitor: Monitor; finish(): Promise<void> }> {
    const ingest = await listenAsIngest();
    const monitor = createMonitor({
      service: 'test',
      endpoint: ingest.origin,
      token: 'secret',
      reportEveryMs: 20,
      ...options,
    });
    const app = express();
    app.use(monitor.express());
    routes(app, monitor);
    const server = await listen(app);
    open.push(server, { close: () => monitor.stop() }, ingest);
    return { origin: server.origin, ingest, monitor, finish: () => monitor.stop() };
  }

  const partsOf = (header: string | null) =>
    Object.fromEntries(
      [...`${header}`.matchAll(/(\w+);dur=([\d.]+)/g)].map(([, name, ms]) => [name, Number(ms)]),
    );
  const routesOf = (ingest: TestIngest) =>
    ingest.reports.flatMap((report) =>
      (report.endpoints ?? []).map(({ method, route }) => `${method} ${route}`),
    );

  it('counts the bytes of each answer on a connection that carries several', async () => {
    const { origin, ingest, finish } = await serve((app) => {
      app.get('/short', (_request, response) => response.send('hello'));
      app.get('/long', (_request, response) => {
        response.write('x'.repeat(100_000));
        response.end('y'.repeat(50_000));
      });
    });
    const { hostname, port } = new URL(origin);
    const socket = connect({ host: hostname, port: Number(port) });
    const ask = async (path: string, close: boolean): Promise<number> => {
      const before = socket.bytesRead;
      let text = '';
      const listen = (chunk: Buffer) => {
        text += chunk.toString('latin1');
      };
      socket.on('data', listen);
      socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n${close ? 'Connection: close\r\n' : ''}\r\n`);
      await until(() => /hello$|\r\n0\r\n\r\n$/.test(text));
      socket.off('data', listen);
      return socket.bytesRead - before;
    };

    const short = await ask('/short', false);
    const long = await ask('/long', true);
    await finish();

    const told = ingest.reports.flatMap(({ endpoints }) => endpoints ?? []);
    expect(long).toBeGreaterThan(150_000);
    expect(told.find(({ route }) => route === '/short')?.responseBytes).toBe(short);
    expect(told.find(({ route }) => route === '/long')?.responseBytes).toBe(long);
    expect(
      ingest.reports.flatMap(({ traces }) => traces ?? []).map(({ responseBytes }) => responseBytes),
    ).toEqual([short, long]);
  });

  it("tells the host's own timers behind the parts", async () => {
    const { origin } = await serve((app, monitor) => {
      app.get('/', async (_request, response) => {
        monitor.timer('render', () => {});
        await monitor.timer('sum up', () => new Promise((done) => setTimeout(done, 5)));
        response.send('hello');
      });
    });

    const timing = (await fetch(origin)).headers.get('server-timing');

    expect(partsOf(timing)).toMatchObject({ render: expect.any(Number), sum_up: expect.any(Number) });
    expect(timing?.indexOf('render')).toBeGreaterThan(timing?.indexOf('traceparent') ?? 0);
  });

  it('tells total and parts that add up to it', async () => {
    const { origin } = await serve((app, monitor) => {
      app.get('/', async (_request, response) => {
        await monitor.timer('cache.get', () => new Promise((done) => setTimeout(done, 15)));
        response.send('hello');
      });
    });

    const answer = await fetch(origin);

    const { total, app, db, cache, net } = partsOf(answer.headers.get('server-timing'));
    expect(total).toBeGreaterThan(14);
    expect(cache).toBeGreaterThan(14);
    expect((app ?? 0) + (db ?? 0) + (cache ?? 0) + (net ?? 0)).toBeCloseTo(total ?? 0, 9);
    expect(answer.headers.get('x-response-time')).toMatch(/^\d+(?:\.\d{1,2})?ms$/);
    expect(answer.headers.get('x-process-time')).toMatch(/^\d+(?:\.\d{1,2})?ms$/);
    expect(answer.headers.get('timing-allow-origin')).toBe('*');
  });

  it('knows the pattern through routers, mounted parameters and errors', async () => {
    const { origin, ingest, finish } = await serve((app) => {
      const inner = express.Router();
      inner.get('/', (_request, response) => void response.send('all'));
      inner.get('/:slug', (_request, response) => void response.send('one'));
      inner.get('/:slug/broken', () => {
        throw new Error('on purpose');
      });
      const outer = express.Router();
      outer.use('/articles', inner);
      app.use('/sites/:site', outer);
      app.get(['/a', '/b'], (_request, response) => void response.send('either'));
      app.get('/', (_request, response) => void response.send('root'));
      app.use(((_error, _request, response, _next) => {
        response.status(500).send('sorry');
      }) satisfies ErrorRequestHandler);
    });

    const paths = [
      '/',
      '/sites/demo/articles',
      '/sites/demo/articles/one',
      '/sites/x%20y/articles/z/broken',
      '/a',
      '/no/where',
    ];
    for (const path of paths) await fetch(origin + path);
    await finish();

    expect(routesOf(ingest).sort()).toEqual([
      'GET (unmatched)',
      'GET /',
      'GET /a,/b',
      'GET /sites/:site/articles',
      'GET /sites/:site/articles/:slug',
      'GET /sites/:site/articles/:slug/broken',
    ]);
  });

  it('tells the pattern to the browser, and none when nothing matched', async () => {
    const { origin } = await serve((app) => {
      app.get('/articles/:slug', (_request, response) => void response.send('one'));
    });

    const found = await fetch(`${origin}/articles/some-slug`);
    const missing = await fetch(`${origin}/nowhere`);

    expect(found.headers.get('server-timing')).toContain('route;desc="/articles/:slug"');
    expect(missing.headers.get('server-timing')).not.toContain('route');
    expect(missing.headers.get('server-timing')).toContain('traceparent');
  });

  it('records thrown and rejected errors as 500 and keeps their traces as failed', async () => {
    const { origin, ingest, finish } = await serve(
      (app) => {
        app.get('/thrown', () => {
          throw new Error('on purpose');
        });
        app.get('/rejected', () => Promise.reject(new Error('on purpose')));
        app.use(((_error, _request, response, _next) => {
          response.sendStatus(500);
        }) satisfies ErrorRequestHandler);
      },
      { traceRatio: 0 },
    );

    await fetch(`${origin}/thrown`);
    await fetch(`${origin}/rejected`);
    await finish();

    const traces = ingest.reports.flatMap((report) => report.traces ?? []);
    expect(traces.map(({ route, status, kept }) => ({ route, status, kept }))).toEqual([
      { route: '/thrown', status: 500, kept: 'failed' },
      { route: '/rejected', status: 500, kept: 'failed' },
    ]);
    expect(ingest.reports.flatMap((report) => report.endpoints ?? []).map(({ errors }) => errors)).toEqual([
      1, 1,
    ]);
  });

  it('counts a client that went away as aborted, with status 0', async () => {
    const { origin, ingest, finish } = await serve((app) => {
      app.get('/slow', (_request, response) => {
        setTimeout(() => response.send('too late'), 5_000).unref();
      });
    });

    const request = get(`${origin}/slow`);
    request.on('error', () => {});
    await new Promise((later) => setTimeout(later, 50));
    request.destroy();
    await until(() => ingest.reports.length > 0);
    await finish();

    const [endpoint] = ingest.reports.flatMap((report) => report.endpoints ?? []);
    const [trace] = ingest.reports.flatMap((report) => report.traces ?? []);
    expect(endpoint).toMatchObject({ route: '/slow', count: 1, aborted: 1 });
    expect(trace?.status).toBe(0);
  });

  it('goes on with the trace of its caller', async () => {
    const { origin, ingest, finish } = await serve((app, monitor) => {
      app.get('/', (_request, response) => void response.send(monitor.traceId()));
    });

    const answer = await fetch(origin, { headers: { traceparent } });
    const seen = await answer.text();
    await finish();

    const [trace] = ingest.reports.flatMap((report) => report.traces ?? []);
    expect(seen).toBe(incoming.traceId);
    expect(trace).toMatchObject({ traceId: incoming.traceId, parentSpanId: incoming.spanId });
    expect(answer.headers.get('server-timing')).toContain(`00-${incoming.traceId}-${trace?.spanId}-01`);
  });

  it('keeps the context through the parsing of a body', async () => {
    const { origin } = await serve((app, monitor) => {
      app.post('/', express.json(), (_request, response) => void response.send(monitor.traceId()));
    });

    const body = JSON.stringify({ text: 'x'.repeat(80_000) });
    const answer = await fetch(origin, {
      method: 'POST',
      headers: { traceparent, 'content-type': 'application/json' },
      body,
    });

    expect(await answer.text()).toBe(incoming.traceId);
  });

  it('begins a trace of its own when the header makes no sense', async () => {
    const { origin } = await serve((app) => {
      app.get('/', (_request, response) => void response.send('hello'));
    });

    const answer = await fetch(origin, { headers: { traceparent: '00-zzz-1-01' } });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('server-timing')).toMatch(/traceparent;desc="00-[0-9a-f]{32}-[0-9a-f]{16}-01"/);
  });

  it('keeps ordinary traces by the sampled flag alone when the ratio is 0', async () => {
    const { origin, ingest, finish } = await serve(
      (app) => {
        app.get('/', (_request, response) => void response.send('hello'));
      },
      { traceRatio: 0 },
    );

    await fetch(origin);
    await fetch(origin, { headers: { traceparent } });
    await finish();

    const traces = ingest.reports.flatMap((report) => report.traces ?? []);
    expect(traces.map(({ traceId, kept }) => ({ traceId, kept }))).toEqual([
      { traceId: incoming.traceId, kept: 'sampled' },
    ]);
  });

  it("keeps the host's own Server-Timing and Timing-Allow-Origin", async () => {
    const { origin } = await serve((app) => {
      app.get('/', (_request, response) => {
        response.set({ 'Server-Timing': 'own;dur=1', 'Timing-Allow-Origin': 'https://a.test' }).send('hello');
      });
    });

    const answer = await fetch(origin);

    expect(answer.headers.get('server-timing')).toMatch(/^own;dur=1, total;dur=/);
    expect(answer.headers.get('timing-allow-origin')).toBe('https://a.test');
  });

  it('adds its headers to streams, early heads and answers without a body', async () => {
    const { origin } = await serve((app) => {
      app.get('/stream', (_request, response) => {
        response.write('one');
        setTimeout(() => response.end('two'), 10);
      });
      app.get('/head', (_request, response) => {
        response.writeHead(201, { 'Content-Type': 'text/plain' });
        response.end('made');
      });
      app.get('/empty', (_request, response) => void response.status(204).end());
    });

    for (const [path, status] of [
      ['/stream', 200],
      ['/head', 201],
      ['/empty', 204],
    ] as const) {
      const answer = await fetch(origin + path);
      await answer.text();
      expect(answer.status).toBe(status);
      expect(answer.headers.get('server-timing')).toContain('total;dur=');
    }
  });

  it('shows Server-Timing to listed origins only', async () => {
    const { origin } = await serve(
      (app) => {
        app.get('/', (_request, response) => void response.send('hello'));
      },
      { showServerTiming: ['https://a.test'] },
    );

    const listed = await fetch(origin, { headers: { origin: 'https://a.test' } });
    const other = await fetch(origin, { headers: { origin: 'https://b.test' } });

    expect(listed.headers.get('timing-allow-origin')).toBe('https://a.test');
    expect(listed.headers.get('server-timing')).toContain('total;dur=');
    expect(other.headers.get('server-timing')).toBeNull();
    expect(other.headers.get('timing-allow-origin')).toBeNull();
    expect(other.headers.get('vary')).toContain('Origin');
  });

  it('shows Server-Timing to nobody when told so', async () => {
    const { origin } = await serve(
      (app) => {
        app.get('/', (_request, response) => void response.send('hello'));
      },
      { showServerTiming: 'nobody' },
    );

    const answer = await fetch(origin);

    expect(answer.headers.get('server-timing')).toBeNull();
    expect(answer.headers.get('x-response-time')).not.toBeNull();
  });

  it('measures and reports nothing without an endpoint', async () => {
    const { origin, ingest, monitor } = await serve(
      (app) => {
        app.get('/', (_request, response) => void response.send('hello'));
      },
      { endpoint: '' },
    );

    const answer = await fetch(origin);
    await monitor.stop();

    expect(answer.headers.get('server-timing')).toContain('total;dur=');
    expect(ingest.attempts).toBe(0);
    expect(monitor.health()).toEqual({ faults: 0, reporter: undefined });
  });

  it('sends a gzipped report with its token', async () => {
    const { origin, ingest, finish } = await serve(
      (app) => {
        app.get('/', (_request, response) => void response.send('hello'));
      },
      { release: '1.2.3', environment: 'staging' },
    );

    await fetch(origin);
    await finish();

    expect(ingest.headers).toMatchObject({ authorization: 'Bearer secret', 'content-encoding': 'gzip' });
    expect(ingest.reports[0]).toMatchObject({
      v: 1,
      service: 'test',
      release: '1.2.3',
      environment: 'staging',
    });
  });
});
