import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Permission, permissions } from './auth/permissions.ts';
import { startTestCms, type TestCms, testPassword } from './test-cms.ts';

type Access = 'public' | 'user' | Permission;
type Operation = { security: object[]; description?: string };

const canary = 'canary-7f3a9';
/** Nothing has these: who may ask gets 404 or 400, who may not gets 401 or 403. */
const nobody = '0190f5e0-0000-7000-8000-00000000beef';

describe('who may ask what', () => {
  let cms: TestCms;
  let paths: [method: string, path: string, access: Access][];
  const tokens = new Map<string, { as: string | undefined; has: Set<string> }>();
  let draftId: string;

  beforeAll(async () => {
    cms = await startTestCms();
    const admin = await cms.logIn('admin');
    await cms.ask('types', {
      as: admin,
      body: {
        name: 'notes',
        title: 'Notes',
        fields: [
          { kind: 'text', name: 'title', required: true },
          { kind: 'slug', name: 'slug' },
        ],
      },
    });
    const all = Object.keys(permissions) as Permission[];
    tokens.set('nobody', { as: undefined, has: new Set() });
    for (const role of ['admin', 'editor', 'author', 'reader']) {
      const as = await cms.logIn(role, `${role}-of-the-matrix`);
      const me = (await (await cms.ask('auth/me', { as })).json()) as { permissions: string[] };
      tokens.set(role, { as, has: new Set(me.permissions) });
    }
    for (const scope of all) {
      const made = await cms.ask('tokens', { as: admin, body: { name: scope, scopes: [scope] } });
      tokens.set(`token for ${scope}`, {
        as: ((await made.json()) as { token: string }).token,
        has: new Set([scope]),
      });
    }
    const body = { fields: { title: canary, slug: canary } };
    const made = await cms.ask('content/notes', { as: tokens.get('author')?.as, body });
    draftId = ((await made.json()) as { id: string }).id;

    const document = (await (await cms.ask('openapi.json')).json()) as {
      paths: Record<string, Record<string, Operation>>;
    };
    paths = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security, description }]): (typeof paths)[number] => {
        const [, needed] = /Needs the permission `([\w.]+)`/.exec(description ?? '') ?? [];
        const isPublic = security.some((one) => Object.keys(one).length === 0);
        // What is told is held against what happens, below.
        return [method, path, isPublic ? 'public' : ((needed ?? 'user') as Access)];
      }),
    );
  });
  afterAll(async () => {
    expect(cms.bugs).toEqual([]);
    await cms.stop();
  });

  function expectedOf(
    who: { as: string | undefined; has: Set<string> },
    path: string,
    access: Access,
  ): number[] {
    if (access !== 'public' && who.as === undefined) return [401];
    if (access !== 'public' && access !== 'user' && !who.has.has(access)) return [403];
    // One's own account: a token may not touch it, and a wrong password is 401.
    if (path.startsWith('/auth/') || path.startsWith('/tokens')) return [200, 400, 401, 403, 404];
    // Drafts are for those who write: what they may see is asked of the entry.
    if (path.includes('/versions')) return [200, 400, 403, 404];
    // These take something else than JSON.
    if (path === '/media' || path.endsWith('/import')) return [200, 400, 404, 415];
    return [200, 201, 204, 400, 404];
  }

  const fill = (path: string) =>
    path
      .replace('{type}', 'notes')
      .replace('{name}', 'nothing')
      .replace('{version}', '1')
      .replaceAll(/\{\w+\}/g, nobody);

  it('is what the document says, for every endpoint and everybody', async () => {
    // Logging out would end the reader of the rest.
    const asked = paths.filter(([, path]) => path !== '/auth/logout');
    const cells = [...tokens].flatMap(([name, who]) =>
      asked.map(([method, path, access]) => ({ name, who, method, path, access })),
    );
    for (const { name, who, method, path, access } of cells) {
      const body = method === 'get' || method === 'delete' ? undefined : {};
      const { status } = await cms.ask(fill(path).slice(1), {
        method: method.toUpperCase(),
        as: who.as,
        body,
      });
      expect(expectedOf(who, path, access), `${name}: ${method} ${path} → ${status}`).toContain(status);
    }
    expect(asked.length).toBeGreaterThan(45);
  }, 240_000);

  it('opens no door by another spelling of its address', async () => {
    const { as } = tokens.get('reader') ?? {};
    const closed = [
      'users',
      'audit',
      'metrics/system',
      'metrics/performance',
      `content/notes/${draftId}/versions`,
    ];
    const spell = (path: string) => [
      `${path}/`,
      `/${path}`,
      `//${path}`,
      `./${path}`,
      `x/../${path}`,
      `x/..%2f${path}`,
      path.toUpperCase(),
      path.replace('/', '//'),
      path.replaceAll('e', '%65'),
      path.replaceAll('/', '%2f'),
      `${path}%00`,
      `${path};a=b`,
      `${path}%20`,
      `${path}.json`,
      `${path}?`,
      `${path}#x`,
      `..;/${path}`,
      `${path}/.`,
      `${path}%2f`,
    ];
    const tries = closed.flatMap((path) =>
      spell(path).flatMap((variant) => [
        { variant, who: undefined },
        { variant, who: as },
      ]),
    );
    for (const { variant, who } of tries) {
      const answer = await fetch(`${cms.api}/${variant}`, {
        headers: who ? { authorization: `Bearer ${who}` } : {},
      });
      expect([400, 401, 403, 404], `${variant} as ${who ? 'reader' : 'nobody'}`).toContain(answer.status);
      expect(await answer.text()).not.toContain(canary);
    }
  });

  it('shows somebody’s draft to nobody else, in no list, filter, sort, include or version', async () => {
    const others = [
      'nobody',
      'reader',
      'token for content.create',
      'token for content.update',
      'token for content.publish',
    ];
    const asked = [
      'content/notes',
      'content/notes?state=draft',
      `content/notes/${draftId}`,
      `content/notes/${canary}`,
      `content/notes/${draftId}?state=draft`,
      `content/notes/${canary}?state=draft`,
      `content/notes?filter[title][eq]=${canary}`,
      'content/notes?filter[title][contains]=canary&state=draft',
      'content/notes?sort=title&total=true',
      `content/notes?filter[id][eq]=${draftId}&total=true`,
      `content/notes/${draftId}/versions`,
      `content/notes/${draftId}/versions/1`,
      `content/notes/${draftId}/versions/1/diff?with=1`,
      'audit?subject=notes',
    ];
    for (const name of others) {
      for (const path of asked) {
        const text = await (await cms.ask(path, { as: tokens.get(name)?.as })).text();
        expect(text.includes(`"${canary}"`) || text.includes(draftId), `${name}: ${path}: ${text}`).toBe(
          false,
        );
        expect(text).not.toMatch(/"total":[1-9]/);
      }
    }
  });

  it('tells no hash, no token and no password, wherever one looks', async () => {
    const as = tokens.get('admin')?.as;
    await cms.ask('webhooks', { as, body: { name: 'w', url: 'https://w.example', events: ['entry.*'] } });
    const { rows: secrets } = await cms.pool.query(`
      select password_hash as secret from cms.users union all select encode(token_hash, 'hex') from cms.api_tokens
      union all select encode(refresh_hash, 'hex') from cms.sessions union all select encode(secret, 'hex') from cms.signing_keys
      union all select encode(secret, 'base64') from cms.webhooks`);
    expect(secrets.length).toBeGreaterThan(10);
    await cms.ask('users', {
      as,
      body: { email: 'z@example.test', name: 'z', password: testPassword, role: 'reader' },
    });
    const readable = paths.filter(([method]) => method === 'get').map(([, path]) => fill(path).slice(1));
    const { users } = (await (await cms.ask('users', { as })).json()) as { users: { id: string }[] };
    const read = [...readable, ...users.map(({ id }) => `users/${id}`), 'audit?limit=100'];
    for (const path of read) {
      const text = await (await cms.ask(path, { as })).text();
      for (const { secret } of secrets) expect(text.includes(secret), path).toBe(false);
      if (path !== 'openapi.json')
        expect(text, path).not.toMatch(/password_hash|passwordHash|token_hash|refresh_hash|argon2/);
      expect(text).not.toContain(testPassword);
    }
  });

  it('filters, sorts, selects and includes by no column of the tables', async () => {
    const schema = readFileSync(new URL('./db/migrations/0003_core.sql', import.meta.url), 'utf8');
    const columns = new Set([...schema.matchAll(/^ {2}([a-z_]+) [a-z]/gm)].map(([, column]) => column ?? ''));
    const fields = new Set(['slug', 'id', 'version', 'name']);
    const hidden = [
      ...columns,
      'password',
      'passwordHash',
      'created_by',
      'createdBy',
      '__proto__',
      'constructor',
    ].filter((one) => !fields.has(one));
    expect(hidden).toEqual(expect.arrayContaining(['password_hash', 'token_hash', 'draft']));
    for (const column of hidden) {
      for (const query of [
        `filter[${column}][eq]=x`,
        `filter[${column}.x][eq]=x`,
        `sort=${column}`,
        `sort=-${column}`,
        `fields=${column}`,
        `include=${column}`,
      ]) {
        const { status } = await cms.ask(`content/notes?${query}`, { as: tokens.get('admin')?.as });
        expect(status, query).toBe(400);
      }
    }
  });

  it('takes no field that is not asked for', async () => {
    const as = tokens.get('admin')?.as;
    const extra = [
      [
        'users',
        { email: 'm@example.test', name: 'm', password: testPassword, role: 'reader', isSuspended: false },
      ],
      ['users', { email: 'm@example.test', name: 'm', password: testPassword, role: 'reader', id: nobody }],
      ['roles', { name: 'm', permissions: [], isBuiltIn: true }],
      ['tokens', { name: 'm', scopes: [], userId: nobody }],
      ['content/notes', { fields: { title: 'm' }, createdBy: nobody }],
      ['content/notes', { fields: { title: 'm', published: true } }],
      ['types', { name: 'm', title: 'm', fields: [{ kind: 'text', name: 'a' }], table: 'cms.users' }],
      ['auth/login', { email: 'm@example.test', password: 'x', remember: true }],
    ] as const;
    for (const [path, body] of extra) {
      const answer = await cms.ask(path, { as, body });
      expect(answer.status, JSON.stringify(body)).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'invalid_body' });
    }
  });
});
