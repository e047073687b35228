/**
 * Every endpoint that the running server declares, asked by everybody who should get nothing there, with the path written
 * in every way that a router might take for the same. The list of endpoints is the server's own OpenAPI document, so a new
 * endpoint is in here from its first day.
 */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aStoredView } from '../store/test-samples.ts';
import { putForeignSite, startTestApp, type TestApp } from '../test-app.ts';

type Operation = { method: string; path: string; query: string[]; isOpen: boolean };

let app: TestApp;
let operations: Operation[];
/** Who may do everything in site `a`, and nothing in `b`. */
let principals: Record<string, Record<string, string>>;
const secrets = { name: 'Canary of B', route: '/canary-of-b', key: 'pk_of_b' };
const canaryBudget = {
  name: 'Canary of B',
  metric: 'lcp' as const,
  percentile: 75 as const,
  good: 1,
  poor: 2,
  scope: {},
  windowMinutes: 60,
};
const ids = { view: '', token: '', member: '', budget: '' };

beforeAll(async () => {
  app = await startTestApp(async (store) => {
    await store.putSite({ id: 'a', name: 'A', writeKey: 'pk_of_a', origins: [] });
  });
  const member = await putForeignSite(app.store, {
    id: 'b',
    name: secrets.name,
    writeKey: secrets.key,
    origins: [],
  });
  const token = await app.store.addApiToken({
    site: 'b',
    name: 'canary',
    scope: 'admin',
    tokenHash: 'b1'.repeat(32),
  });
  const view = aStoredView({ site: 'b', route: secrets.route, startedAtMs: Date.now() - 1_000 });
  await app.store.insertViews([view]);
  await app.store.putRouteRules('b', [{ pattern: '/x', route: secrets.route }]);
  const budget = await app.store.addBudget('b', canaryBudget, 10);
  Object.assign(ids, {
    view: view.body.view.id,
    token: token.id,
    member,
    budget: budget?.id,
  });

  const made = await app.ask<{ token: string }>('POST', '/sites/a/api-tokens', {
    as: app.admin,
    body: { name: 'mine', scope: 'admin' },
  });
  principals = {
    nobody: {},
    "a's write key as a token": { Authorization: 'Bearer pk_of_a' },
    "b's write key as a token": { Authorization: `Bearer ${secrets.key}` },
    "a's API token": { Authorization: `Bearer ${made.body.token}` },
    "the cookie of a's owner": app.admin,
  };
  operations = await readOperations();
});
afterAll(() => app.close());

async function readOperations(): Promise<Operation[]> {
  type Described = { parameters?: { in: string; name: string }[]; security: object[] };
  const { body } = await app.ask<{ paths: Record<string, Record<string, Described>> }>(
    'GET',
    '/openapi.json',
  );
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], security }]) => ({
      method: method.toUpperCase(),
      path: path.replace('/api/v1', ''),
      query: parameters.filter((one) => one.in === 'query').map(({ name }) => name),
      isOpen: security.length === 0,
    })),
  );
}

function ofSite(): Operation[] {
  return operations.filter(({ path }) => path.startsWith('/sites/{site}'));
}

/** The path with `site` in it, and ids that exist in site b. */
function fill(path: string, site: string): string {
  return path.replace('{site}', site).replace('{key}', secrets.key).replace('{id}', idFor(path));
}

function idFor(path: string): string {
  const kind = (['token', 'member', 'budget'] as const).find((word) => path.includes(word));
  return ids[kind ?? 'view'];
}

function variantsOf(path: string): string[] {
  const asked = fill(path, 'b');
  return [
    asked,
    `${asked}/`,
    `/${asked}`,
    asked.replace('/sites/b', '/sites//b'),
    asked.replace('/sites', '/SITES'),
    asked.replace('/sites/b', '/sites/B'),
    asked.replace('/sites/b', '/sites/%62'),
    asked.replace('/sites/b', '/sites/a/../b'),
    asked.replace('/sites/b', '/sites/a/%2e%2e/b'),
    asked.replace('/sites/b', '/sites/a%2f..%2fb'),
    asked.replace('/sites/b', '/sites/b%00'),
    asked.replace('/sites/b', '/sites/b;a'),
    asked.replace('/sites/b', '/sites/a,b'),
    asked.replace('/sites/b', '/sites/%'),
    `${asked}?site=a`,
    `${fill(path, 'a')}?site=b`,
  ];
}

/** fetch would tidy the path: this sends it as it is written. */
async function askRaw(method: string, path: string, headers: Record<string, string>) {
  const { port } = new URL(app.base);
  const body = method === 'GET' ? {} : { 'Content-Type': 'application/json', 'Content-Length': '2' };
  return await new Promise<{ status: number; text: string }>((done, fail) => {
    const sent = request(
      { port, method, path: `/api/v1${path}`, headers: { ...headers, ...body } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => done({ status: response.statusCode ?? 0, text }));
      },
    );
    sent.on('error', fail).end(method === 'GET' ? undefined : '{}');
  });
}

async function stateOfB(): Promise<unknown> {
  const { store } = app;
  return {
    settings: await store.siteSettings('b'),
    rules: await store.routeRules('b'),
    members: await store.membersOf('b'),
    tokens: (await store.apiTokensOf('b')).map(({ id }) => id),
    budgets: await store.budgetsOf('b'),
    services: await store.serviceTokensOf('b'),
    view: await store.view('b', ids.view),
  };
}

describe('what belongs to another site', () => {
  it('is neither read nor changed on any endpoint, however the path is written', async () => {
    const before = await stateOfB();
    const questions = ofSite().flatMap(({ method, path }) =>
      variantsOf(path).map((variant) => ({ method, variant })),
    );
    // Deleting one's own site is no wrong, and would end the test.
    const harmless = questions.filter(
      ({ method, variant }) => method !== 'DELETE' || variant !== '/sites/a?site=b',
    );

    const wrong: string[] = [];
    for (const [name, headers] of Object.entries(principals)) {
      for (const { method, variant } of harmless) {
        const { status, text } = await askRaw(method, variant, headers);
        const isRefused = status >= 400 && status < 500;
        const isRight =
          (isRefused || variant.startsWith('/sites/a')) && status < 500 && !text.includes('anary');
        if (!isRight) wrong.push(`${name}: ${method} ${variant} → ${status}`);
      }
    }

    expect(wrong).toEqual([]);
    expect(harmless.length).toBeGreaterThan(15 * 15);
    expect(await stateOfB()).toEqual(before);
  }, 120_000);

  it('is listed to nobody', async () => {
    for (const headers of Object.values(principals)) {
      const { text } = await askRaw('GET', '/sites', headers);

      expect(text).not.toContain('anary');
    }
  });
});

describe('an endpoint that is not open to anyone', () => {
  it('answers 401 to nobody and to a wrong token', async () => {
    const closed = operations.filter(({ isOpen }) => !isOpen);

    const statuses = new Set<number>();
    for (const { method, path } of closed) {
      statuses.add((await askRaw(method, fill(path, 'a'), {})).status);
      statuses.add((await askRaw(method, fill(path, 'a'), { Authorization: 'Bearer wrong' })).status);
    }

    expect([...statuses]).toEqual([401]);
    expect(closed.length).toBeGreaterThan(15);
  });

  it('refuses what a page of another origin sends with the cookie', async () => {
    const wrong: string[] = [];
    for (const { method, path } of operations.filter((one) => one.method !== 'GET')) {
      for (const foreign of [
        { Origin: 'https://evil.test' },
        { Origin: 'null' },
        { 'Sec-Fetch-Site': 'same-site' },
      ]) {
        const { status, text } = await askRaw(method, fill(path, 'a'), { ...app.admin, ...foreign } as never);
        if (status !== 403 || !text.includes('foreign_origin')) wrong.push(`${method} ${path} → ${status}`);
      }
    }

    expect(wrong).toEqual([]);
  });
});

describe('hostile values', () => {
  const hostile = [
    '',
    '\u0000',
    '\ud800',
    '%',
    'NaN',
    'Infinity',
    '1e400',
    '-1',
    '99999999999999999999',
    '0x10',
    '2026-02-30T00:00:00Z',
    '+275760-09-13T00:00:00.001Z',
    '0000-01-01T00:00:00Z',
    "' or 1=1 --",
    '__proto__',
    '[object Object]',
    '../../etc/passwd',
    'x'.repeat(10_000),
    '💥'.repeat(500),
    '9999999999999_00000000-0000-4000-8000-000000000001',
    '999999999999999_00000000-0000-4000-8000-000000000001',
  ];

  it('in any query parameter are answered without a 5xx', async () => {
    const values = hostile.map((value) => encodeURIComponent(value.toWellFormed()));
    const questions = operations
      .filter(({ method }) => method === 'GET')
      .flatMap(({ path, query }) =>
        query.flatMap((name) =>
          [...values.map((value) => `=${value}`), `=a&${name}=b`, '[a]=b', '=%ed%a0%80', '=%00'].map(
            (rest) => `${fill(path, 'a')}?${name}${rest}`,
          ),
        ),
      );

    const wrong: string[] = [];
    while (questions.length > 0) {
      const some = questions.splice(0, 20);
      const answers = await Promise.all(some.map((path) => askRaw('GET', path, app.admin)));
      answers.forEach(({ status }, at) => {
        if (status >= 500) wrong.push(`${some[at]?.slice(0, 120)} → ${status}`);
      });
    }

    expect(wrong).toEqual([]);
  }, 120_000);

  it('in the body of any write are answered without a 5xx', async () => {
    const bodies = [
      '',
      '{',
      '[]',
      'null',
      '"x"',
      '{"__proto__":{"x":1}}',
      '['.repeat(20_000),
      '{"id":{}}',
      '\u0000',
    ];
    const wrong: string[] = [];
    // Session and deletions would end this test's own log-in or site.
    const writes = operations.filter(({ method }) => method !== 'GET' && method !== 'DELETE');
    for (const { method, path } of writes) {
      for (const body of bodies) {
        const answer = await fetch(`${app.base}/api/v1${fill(path, 'a')}`, {
          method,
          body,
          headers: { ...app.admin, 'Content-Type': 'application/json' },
        });
        if (answer.status >= 500) wrong.push(`${method} ${path} ${body.slice(0, 20)} → ${answer.status}`);
      }
    }

    expect(wrong).toEqual([]);
  });
});
