import http, { type IncomingMessage, get as namedGet } from 'node:http';
import express, { type Express } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { createMonitor, type Monitor } from './index.ts';
import { listen, listenAsIngest, type TestIngest } from './test-server.ts';

describe('outgoing http.request', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  async function serve(
    route: (callee: string, app: Express) => void,
  ): Promise<{ origin: string; ingest: TestIngest; monitor: Monitor; calls: IncomingMessage[] }> {
    const calls: IncomingMessage[] = [];
    const other = await listen((request, response) => {
      calls.push(request);
      response.setHeader(
        'Server-Timing',
        'total;dur=20, app;dur=5, db;dur=15;desc="3", traceparent;desc="x"',
      );
      setTimeout(() => response.writeHead(201).end('x'.repeat(100_000)), 25);
    });
    const ingest = await listenAsIngest();
    const monitor = createMonitor({
      service: 'caller',
      endpoint: ingest.origin,
      token: 't',
      reportEveryMs: 20,
    });
    const app = express().use(monitor.express());
    route(other.origin, app);
    const server = await listen(app);
    open.push(server, { close: () => monitor.stop() }, other, ingest);
    return { origin: server.origin, ingest, monitor, calls };
  }

  const answered = (outgoing: http.ClientRequest) =>
    new Promise<void>((done, fail) => {
      outgoing.on('response', (answer) => answer.resume().on('end', done));
      outgoing.on('error', fail);
      outgoing.end();
    });
  const traceOf = (ingest: TestIngest) => ingest.reports.flatMap((report) => report.traces ?? [])[0];

  it.each<[form: string, call: (callee: string) => http.ClientRequest]>([
    ['http.request with a URL', (callee) => http.request(`${callee}/a?secret=1`)],
    ['http.get', (callee) => http.get(new URL(`${callee}/a?secret=1`))],
    ['get, imported by its name', (callee) => namedGet(`${callee}/a`, { headers: { accept: '*/*' } })],
    [
      'http.request with options',
      (callee) => http.request({ port: new URL(callee).port, host: '127.0.0.1', path: '/a', method: 'PUT' }),
    ],
  ])('hands its trace on with %s, and folds what the callee tells', async (_form, call) => {
    const { origin, ingest, monitor, calls } = await serve((callee, app) => {
      app.get('/', async (_request, response) => {
        await answered(call(callee));
        response.send('done');
      });
    });

    const answer = await fetch(origin);
    await monitor.stop();

    const trace = traceOf(ingest);
    expect(trace?.spans).toMatchObject([{ kind: 'http', status: 201 }]);
    expect(trace?.spans[0]?.name).toMatch(/^(GET|PUT) 127\.0\.0\.1:\d+\/a$/);
    expect(calls[0]?.headers.traceparent).toBe(`00-${trace?.traceId}-${trace?.spans[0]?.spanId}-01`);
    expect(answer.headers.get('server-timing')).toMatch(/db;dur=1[45][.\d]*;desc="3"/);
  });

  it("respects the caller's own traceparent", async () => {
    const own = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { origin, calls } = await serve((callee, app) => {
      app.get('/', async (_request, response) => {
        await answered(http.request(callee, { headers: { traceparent: own } }));
        response.send('done');
      });
    });

    await fetch(origin);

    expect(calls[0]?.headers.traceparent).toBe(own);
  });

  it('lets an answer go that nobody reads, and leaves errors to the host', async () => {
    const { origin, ingest, monitor } = await serve((callee, app) => {
      app.get('/', async (_request, response) => {
        const unread = http.get(callee);
        await new Promise((closed) => unread.on('close', closed));
        const error = await answered(http.get('http://127.0.0.1:1')).catch((caught: Error) => caught);
        response.send((error as NodeJS.ErrnoException).code);
      });
    });

    const answer = await fetch(origin);
    await monitor.stop();

    expect(await answer.text()).toBe('ECONNREFUSED');
    expect(traceOf(ingest)?.spans).toMatchObject([{ status: 201 }, { error: 'ECONNREFUSED' }]);
  });

  it('keeps apart what many requests at once ask, and none of its own reports', async () => {
    const { origin, ingest, monitor, calls } = await serve((callee, app) => {
      app.get('/:n', async (request, response) => {
        await Promise.all(Array.from({ length: Number(request.params.n) }, () => answered(http.get(callee))));
        response.send('done');
      });
    });

    await Promise.all(Array.from({ length: 40 }, (_, one) => fetch(`${origin}/${one % 4}`)));
    await monitor.stop();

    const traces = ingest.reports.flatMap((report) => report.traces ?? []);
    expect(traces.map(({ spans }) => spans.length).sort()).toEqual(
      Array.from({ length: 40 }, (_, one) => one % 4).sort(),
    );
    expect(new Set(calls.map(({ headers }) => headers.traceparent)).size).toBe(60);
  });

  it('puts everything back when it stops', async () => {
    const before = http.request;

    const monitor = createMonitor({ service: 'test' });
    const during = http.request;
    await monitor.stop();

    expect(during).not.toBe(before);
    expect(http.request).toBe(before);
  });
});
