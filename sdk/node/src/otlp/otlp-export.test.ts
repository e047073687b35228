import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { createMonitor } from '../index.ts';
import { createTestDatabase } from '../test-database.ts';
import { listen } from '../test-server.ts';

type Attribute = { key: string; value: { stringValue?: string; intValue?: number } };
type OtlpSpan = {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: Attribute[];
  status: { code: number };
  startTimeUnixNano: string;
  endTimeUnixNano: string;
};
type OtlpBody = {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: OtlpSpan[] }[] }[];
};

describe('OTLP export', () => {
  const open: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  async function listenAsCollector() {
    const bodies: OtlpBody[] = [];
    const paths: (string | undefined)[] = [];
    const server = await listen(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      paths.push(`${request.url} ${request.headers['x-key']}`);
      bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    open.push(() => server.close());
    const spans = () =>
      bodies.flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scoped) => scoped.spans)),
      );
    return { ...server, bodies, paths, spans };
  }

  const read = (attributes: Attribute[]) =>
    Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

  it('tells one trace through two servers down to the statement, by the semantic conventions', async () => {
    const collector = await listenAsCollector();
    const database = await createTestDatabase();
    const otlp = { endpoint: collector.origin, headers: { 'x-key': 'k' } };
    const api = createMonitor({ service: 'api', release: '1.2.3', otlp });
    const pool = api.createPool({ connectionString: database.url, size: 1, overflow: 0 });
    const apiApp = express().use(api.express());
    apiApp.get('/things/:id', async (_request, response) => {
      await pool.query('select $1::int as id, 4242424242', [1]);
      await pool.query('select nonsense').catch(() => {});
      response.json({});
    });
    const apiServer = await listen(apiApp);
    const site = createMonitor({ service: 'site', otlp });
    const siteApp = express().use(site.express());
    siteApp.get('/page', async (_request, response) => {
      await fetch(`${apiServer.origin}/things/1?secret=1`);
      await site.timer('render', () => {});
      response.send('page');
    });
    const siteServer = await listen(siteApp);

    await fetch(`${siteServer.origin}/page`);
    await siteServer.close();
    await apiServer.close();
    await Promise.all([site.stop(), api.stop(), pool.end()]);
    await database.drop();

    const spans = collector.spans();
    const one = (name: string, kind: number) =>
      spans.find((span) => span.name === name && span.kind === kind);
    const page = one('GET /page', 2);
    const call = one('GET', 3);
    const thing = one('GET /things/:id', 2);
    const [select, broken] = spans.filter((span) => span.name === 'SELECT');
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect([page?.parentSpanId, call?.parentSpanId, thing?.parentSpanId, select?.parentSpanId]).toEqual([
      undefined,
      page?.spanId,
      call?.spanId,
      thing?.spanId,
    ]);
    expect(one('render', 1)?.parentSpanId).toBe(page?.spanId);
    expect(read(thing?.attributes ?? [])).toMatchObject({
      'http.request.method': 'GET',
      'http.route': '/things/:id',
      'http.response.status_code': 200,
    });
    expect(read(call?.attributes ?? [])).toMatchObject({
      'server.address': '127.0.0.1',
      'url.path': '/things/1',
    });
    expect(read(select?.attributes ?? [])).toMatchObject({
      'db.system.name': 'postgresql',
      'db.query.text': 'select $1::int as id, ?',
      'db.operation.name': 'SELECT',
      'db.response.returned_rows': 1,
    });
    expect(read(broken?.attributes ?? [])).toMatchObject({ 'error.type': '42703' });
    expect(broken?.status.code).toBe(2);
    expect(BigInt(select?.endTimeUnixNano ?? 0)).toBeGreaterThan(BigInt(select?.startTimeUnixNano ?? 0));
    expect(new Set(collector.paths)).toEqual(new Set(['/v1/traces k']));
    const resources = collector.bodies.flatMap(({ resourceSpans }) =>
      resourceSpans.map(({ resource }) => read(resource.attributes)),
    );
    expect(resources).toContainEqual(
      expect.objectContaining({ 'service.name': 'api', 'service.version': '1.2.3' }),
    );
    expect(JSON.stringify(collector.bodies)).not.toMatch(/secret|4242424242/);
  });

  it('costs the host nothing when the collector is away', async () => {
    const monitor = createMonitor({ service: 'test', otlp: { endpoint: 'http://127.0.0.1:1' } });
    const app = express().use(monitor.express());
    app.get('/', (_request, response) => void response.send('hello'));
    const server = await listen(app);
    open.push(() => server.close());

    const answer = await fetch(server.origin);
    await monitor.stop(100);

    expect(answer.status).toBe(200);
    expect(monitor.health()).toMatchObject({ faults: 0, otlp: { spansSent: 0 } });
  });
});
