import { gzipSync } from 'node:zlib';
import type { Problem, RouteList, ViewBody, WholeView } from '@throughline/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken } from './sites/directory.ts';
import { aStoredReport, aTrace, aViewBody } from './store/test-samples.ts';
import { adminPassword, putForeignSite, startTestApp, type TestApp } from './test-app.ts';

const origin = 'https://example.test';
const token = 'a-service-token';
const chrome =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

let app: TestApp;
let base: string;

beforeAll(async () => {
  app = await startTestApp(async (store) => {
    await store.putSite({ id: 'demo', name: 'Demo', writeKey: 'pk_demo', origins: [origin] });
    await store.putServiceToken({ tokenHash: hashToken(token), site: 'demo', service: 'cms-api' });
  });
  await putForeignSite(app.store, { id: 'foreign', name: 'Foreign', writeKey: 'pk_foreign', origins: [] });
  base = app.base;
});
afterAll(() => app.close());

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  // A beacon is text/plain so that no preflight is asked; the admin's own calls are JSON.
  const type = path === '/v1/views' ? 'text/plain;charset=UTF-8' : 'application/json';
  return fetch(`${base}${path}`, {
    method: 'POST',
    body: text as BodyInit,
    headers: { 'Content-Type': type, ...headers },
  });
}

function sendView(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return post('/v1/views', body, { Origin: origin, 'User-Agent': chrome, ...headers });
}

async function get<T>(path: string): Promise<{ status: number; body: T }> {
  const answer = await fetch(`${base}${path}`, { headers: app.admin });
  return { status: answer.status, body: (await answer.json()) as T };
}

const now = () => ({ startedAtMs: Date.now() - 3_000, sentAtMs: Date.now() });

describe('the browser door', () => {
  it('answers 202 to a view and shows it, with the statements that its server ran', async () => {
    const trace = aTrace({
      spans: [{ kind: 'sql', startMs: 1, durationMs: 3, fingerprint: 'a1b2c3d4e5f60718', rows: 1 }],
    });
    const server = {
      requestMs: 42,
      appMs: 2,
      sqlMs: 40,
      sqlCount: 1,
      traceId: trace.traceId,
      route: '/articles/:slug',
    };
    const body = aViewBody({ navigation: { waitMs: 50, server } }, now());
    const query = {
      fingerprint: 'a1b2c3d4e5f60718',
      statement: 'select 1',
      count: 1,
      durationMs: { buckets: [] },
    };
    const report = aStoredReport({ traces: [trace], queries: [query] }).body;

    const view = await sendView(body);
    const reported = await post('/v1/reports', gzipSync(JSON.stringify(report)), {
      Authorization: `Bearer ${token}`,
      'Content-Encoding': 'gzip',
    });
    await app.settled();
    const whole = await get<WholeView>(`/api/v1/sites/demo/views/${body.view.id}`);
    const routes = await get<RouteList>('/api/v1/sites/demo/routes');

    expect([view.status, reported.status]).toEqual([202, 202]);
    expect(view.headers.get('access-control-allow-origin')).toBe(origin);
    expect(view.headers.get('access-control-allow-credentials')).toBeNull();
    expect(view.headers.get('access-control-expose-headers')).toBe('Retry-After');
    expect(whole.body.route).toBe('/articles/:slug');
    expect(whole.body.navigation?.traces[0]?.spans[0]?.statement).toBe('select 1');
    expect(whole.body.body).not.toHaveProperty('key');
    const row = routes.body.routes.find(({ route }) => route === '/articles/:slug');
    expect(row?.server.sqlMs).toMatchObject({ n: 1, enough: false });
    expect(Math.abs((row?.vitals.lcp?.value ?? 0) - 1_834.2) / 1_834.2).toBeLessThan(0.01);
  });

  it('takes a later revision in place of the first', async () => {
    const first = aViewBody({ vitals: {} }, now());
    const second: ViewBody = {
      ...first,
      view: { ...first.view, revision: 2 },
      vitals: { inp: { value: 88 } },
    };

    await sendView(first);
    await sendView(second);
    await app.settled();
    const { body } = await get<WholeView>(`/api/v1/sites/demo/views/${first.view.id}`);

    expect(body).toMatchObject({ revision: 2, body: { vitals: { inp: { value: 88 } } } });
  });

  it.each<[string, () => Promise<Response>, number, string]>([
    ['a body over 64 KB', () => sendView(`"${'x'.repeat(70_000)}"`), 413, 'body_too_large'],
    [
      'a gzip bomb',
      () => sendView(gzipSync(Buffer.alloc(5_000_000)), { 'Content-Encoding': 'gzip' }),
      413,
      'body_too_large',
    ],
    ['an unknown encoding', () => sendView('x', { 'Content-Encoding': 'zip' }), 415, 'unsupported_encoding'],
    ['broken gzip', () => sendView('no gzip', { 'Content-Encoding': 'gzip' }), 400, 'malformed_json'],
    ['broken JSON', () => sendView('{"v":1,'), 400, 'malformed_json'],
    ['a bare array', () => sendView('[]'), 400, 'invalid_body'],
    ['the wrong version', () => sendView({ ...aViewBody(), v: 2 }), 400, 'unsupported_version'],
    ['an unknown key', () => sendView({ ...aViewBody(), key: 'pk_none' }), 401, 'unknown_key'],
    ['a foreign origin', () => sendView(aViewBody(), { Origin: 'https://evil.test' }), 403, 'foreign_origin'],
    ['1e400', () => sendView(JSON.stringify(aViewBody()).replace('1834.2', '1e400')), 400, 'invalid_body'],
    ['a negative vital', () => sendView(aViewBody({ vitals: { cls: { value: -1 } } })), 400, 'invalid_body'],
    [
      'a javascript: address',
      () => sendView(aViewBody({}, { url: 'javascript:alert(1)' })),
      400,
      'invalid_body',
    ],
    ['depth 10,000', () => sendView(deep(10_000)), 400, 'invalid_body'],
    ['bytes that are no UTF-8', () => sendView(Buffer.from([0x7b, 0xff, 0x7d])), 400, 'malformed_json'],
    ['GET', () => fetch(`${base}/v1/views`), 405, 'method_not_allowed'],
  ])('refuses %s with a problem, and takes the next good body', async (_name, send, status, code) => {
    const answer = await send();
    const problem = (await answer.json()) as Problem;
    const next = await sendView(aViewBody({}, now()));

    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(problem).toMatchObject({ status, code, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(next.status).toBe(202);
  });

  it('names the field that is wrong', async () => {
    const answer = await sendView(aViewBody({ vitals: { lcp: { value: -4 } } }));

    expect(await answer.json()).toMatchObject({ field: 'vitals.lcp.value' });
  });

  it('counts what it refuses by reason', async () => {
    await sendView('{');

    const text = await (await fetch(`${base}/metrics`)).text();

    expect(text).toMatch(/throughline_refused_total\{site="",reason="malformed_json"\} \d+/);
    expect(text).toMatch(/throughline_accepted_total\{kind="view"\} \d+/);
  });

  it('stores text that PostgreSQL could not hold in a form that it can', async () => {
    const hostile = 'nul \u0000, lone \ud800, <img src=x onerror=alert(1)>';
    const body = aViewBody(
      { marks: [{ name: hostile, startMs: 1 }], release: hostile, route: '/hostile' },
      now(),
    );

    const { status } = await sendView(body);
    await app.settled();
    const whole = await get<WholeView>(`/api/v1/sites/demo/views/${body.view.id}`);

    expect(status).toBe(202);
    expect(whole.body.body.release).toBe('nul \ufffd, lone \ufffd, <img src=x onerror=alert(1)>');
  });
});

describe('the server door', () => {
  it.each([
    ['no token', {}, 401, 'unknown_token'],
    ['an unknown token', { Authorization: 'Bearer nobody' }, 401, 'unknown_token'],
  ])('refuses %s', async (_name, headers, status, code) => {
    const answer = await post('/v1/reports', aStoredReport().body, headers as Record<string, string>);

    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code });
  });

  it('refuses a report in the name of another service', async () => {
    const report = aStoredReport({ service: 'payments' }).body;

    const answer = await post('/v1/reports', report, { Authorization: `Bearer ${token}` });

    expect(await answer.json()).toMatchObject({ code: 'wrong_service', field: 'service' });
  });
});

describe('the read API', () => {
  it('tells nothing without a session', async () => {
    for (const path of ['/routes', '/views', '/views/00000000-0000-4000-8000-000000000001']) {
      const answer = await fetch(`${base}/api/v1/sites/demo${path}`);

      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: 'not_logged_in' });
    }
  });

  it('tells nothing of a site in which the user has no role, and not that it exists', async () => {
    const foreign = await get('/api/v1/sites/foreign/routes');
    const none = await get('/api/v1/sites/none/routes');

    expect([foreign.status, none.status]).toEqual([404, 404]);
    expect({ ...(foreign.body as Problem), traceId: '' }).toEqual({ ...(none.body as Problem), traceId: '' });
  });

  it.each([
    ['percentile=80', 'percentile'],
    ['from=yesterday', 'from'],
    ['from=2026-11-24T12:00:00Z&to=2026-11-24T11:00:00Z', 'from'],
  ])('refuses ?%s and names the parameter', async (query, field) => {
    const { status, body } = await get<Problem>(`/api/v1/sites/demo/routes?${query}`);

    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_query', field });
  });

  it('answers 304 when the client has the answer already', async () => {
    const first = await app.ask('GET', '/sites/demo/route-rules', { as: app.admin });
    const etag = first.headers.get('etag') ?? '';

    const again = await app.ask('GET', '/sites/demo/route-rules', {
      as: { ...app.admin, 'If-None-Match': etag, 'Cache-Control': 'max-age=0' },
    });

    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(again.status).toBe(304);
  });

  it('gives a table as CSV, by parameter or by Accept', async () => {
    const byParameter = await app.ask<string>('GET', '/sites/demo/routes?format=csv', { as: app.admin });
    const byHeader = await app.ask<string>('GET', '/sites/demo/routes', {
      as: { ...app.admin, Accept: 'text/csv' },
    });

    expect(byParameter.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(byParameter.headers.get('content-disposition')).toBe('attachment; filename=routes.csv');
    expect(byParameter.body.split('\r\n')[0]).toContain('route,views,vitals.');
    expect(byHeader.body).toBe(byParameter.body);
  });

  it('refuses a parameter that it does not know, and names those that it does', async () => {
    const { status, body } = await get<Problem>('/api/v1/sites/demo/routes?fron=2026-11-24T12:00:00Z');

    expect(status).toBe(400);
    expect(body).toMatchObject({ field: 'fron', detail: expect.stringContaining('from, to, percentile') });
  });

  it('names the methods of a path', async () => {
    const { status, headers } = await app.ask('PUT', '/sites/demo/routes', { as: app.admin });

    expect([status, headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('describes itself to machines and to people', async () => {
    const machine = await app.ask<{ openapi: string; paths: object }>('GET', '/openapi.json');
    const people = await app.ask<string>('GET', '/docs');

    expect(machine.body.openapi).toBe('3.1.0');
    expect(machine.body.paths).toHaveProperty('/api/v1/sites/{site}/routes');
    expect(people.body).toContain('/api/v1/sites/:site/routes');
    expect(people.body).not.toMatch(/https?:/);
  });

  it('gives the same answer to a wrong password and an unknown user', async () => {
    const wrong = await post('/api/v1/session', { email: 'admin@localhost', password: 'wrong' });
    const unknown = await post('/api/v1/session', { email: 'nobody@localhost', password: 'wrong' });

    const bodies = (await Promise.all([wrong.json(), unknown.json()])) as Problem[];
    expect(bodies.map(({ status, code, detail }) => ({ status, code, detail }))[0]).toEqual(
      bodies.map(({ status, code, detail }) => ({ status, code, detail }))[1],
    );
    expect(wrong.status).toBe(401);
  });

  it('refuses to log in from another page', async () => {
    const credentials = { email: 'admin@localhost', password: adminPassword };

    const answer = await post('/api/v1/session', credentials, { Origin: 'https://evil.test' });

    expect(answer.status).toBe(403);
  });

  it('keeps the session in an httpOnly SameSite cookie that logging out ends', async () => {
    const answer = await post('/api/v1/session', { email: 'admin@localhost', password: adminPassword });
    const set = answer.headers.get('set-cookie') ?? '';
    const own = { cookie: set.split(';')[0] ?? '' };

    await fetch(`${base}/api/v1/session`, { method: 'DELETE', headers: own });
    const after = await fetch(`${base}/api/v1/session`, { headers: own });

    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/SameSite=Lax/);
    expect(await after.json()).toEqual({ email: null, isAdmin: false, sites: [] });
  });
});

function deep(depth: number): string {
  const nested = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  return JSON.stringify(aViewBody()).replace('"v":1', `"v":1,"tags":${nested}`);
}
