import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawNoise, uploadTo } from './media/test-pictures.ts';
import { type Asked, startTestCms, statementsOf, type TestCms, testPassword } from './test-cms.ts';

type Made = { id: string };

let cms: TestCms;
let as: string;
let first: Made;
let second: Made;
let file: Made;
/** Ids of what a row made, for those below it. */
const made = new Map<string, string>();
const idOf = (what: string) => made.get(what) ?? '';
beforeAll(async () => {
  cms = await startTestCms();
  as = await cms.logIn('admin');
  const fields = [
    { kind: 'text', name: 'title', required: true, localized: true },
    { kind: 'slug', name: 'slug' },
    { kind: 'relation', name: 'parent', to: 'notes' },
    { kind: 'relation', name: 'friends', to: 'notes', many: true },
  ];
  await cms.ask('types', { as, body: { name: 'notes', title: 'Notes', fields } });
  const create = async (more: object) =>
    (await (
      await cms.ask('content/notes', { as, body: { fields: { title: 'x', ...more } } })
    ).json()) as Made;
  first = await create({ slug: 'first' });
  second = await create({ slug: 'second', parent: first.id, friends: [first.id] });
  for (const { id } of [first, second]) await cms.ask(`content/notes/${id}/publish`, { as, method: 'POST' });
  const picture = await drawNoise(8, 8).png().toBuffer();
  file = (await (await uploadTo(cms, as, picture, 'name=a.png')).json()) as Made;
  await cms.types.all();
  cms.seen.clear();
});
afterAll(async () => {
  expect(cms.bugs).toEqual([]);
  await cms.stop();
});

const many = Array.from({ length: 50 }, (_, n) => ({ fields: { title: `Note ${n}` } }));

/** Statements of each endpoint, the one that asks who is asking included. In order: some build on those before. */
const budgets: [what: string, budget: number, path: () => string, asked?: () => Asked][] = [
  ['a list', 1, () => 'content/notes'],
  ['a list with relations', 1, () => 'content/notes?include=parent,friends'],
  ['a long list with relations', 3, () => 'content/notes?include=parent,friends&limit=100'],
  ['a list with relations of relations', 3, () => 'content/notes?include=parent.parent,friends'],
  ['a list with its total', 2, () => 'content/notes?total=true'],
  ['a list by what a relation points to', 1, () => 'content/notes?filter[friends.slug][eq]=first'],
  ['a list of drafts', 2, () => 'content/notes?state=draft', () => ({ as })],
  ['an entry', 1, () => 'content/notes/second'],
  ['an entry with relations', 1, () => 'content/notes/second?include=parent,friends'],
  ['a creation', 2, () => 'content/notes', () => ({ as, body: { fields: { title: 'y' } } })],
  [
    'a creation that points somewhere',
    3,
    () => 'content/notes',
    () => ({ as, body: { fields: { title: 'y', parent: first.id } } }),
  ],
  [
    'a creation with an Idempotency-Key',
    6,
    () => 'content/notes',
    () => ({ as, body: { fields: { title: 'z' } }, headers: { 'Idempotency-Key': 'budget' } }),
  ],
  [
    'a change',
    2,
    () => `content/notes/${first.id}`,
    () => ({ as, method: 'PATCH', body: { fields: { title: 'changed' } } }),
  ],
  ['a publication', 2, () => `content/notes/${first.id}/publish`, () => ({ as, method: 'POST' })],
  ['a schedule', 2, () => `content/notes/${first.id}/schedule`, () => ({ as, body: { publishAt: null } })],
  ['versions', 3, () => `content/notes/${first.id}/versions`, () => ({ as })],
  ['a difference', 4, () => `content/notes/${first.id}/versions/1/diff?with=2`, () => ({ as })],
  ['a restoration', 4, () => `content/notes/${first.id}/versions/1/restore`, () => ({ as, method: 'POST' })],
  ['a deletion', 3, () => `content/notes/${second.id}`, () => ({ as, method: 'DELETE' })],
  ['a search', 2, () => 'search?q=changed'],
  ['the files', 2, () => 'media', () => ({ as })],
  ['translations', 2, () => 'translations/notes?locale=de', () => ({ as })],
  ['the webhooks', 2, () => 'webhooks', () => ({ as })],
  ['the types', 0, () => 'types'],
  ['the document', 0, () => 'openapi.json'],
  [
    'a log-in',
    4,
    () => 'auth/login',
    () => ({ body: { email: 'admin@example.test', password: testPassword } }),
  ],
  ['who am I', 2, () => 'auth/me', () => ({ as })],
  ['the users', 2, () => 'users', () => ({ as })],
  ['the roles', 2, () => 'roles', () => ({ as })],
  ['the tokens', 2, () => 'tokens', () => ({ as })],
  ['the audit log', 2, () => 'audit', () => ({ as })],
  ['a figure', 1, () => 'metrics/database/pool', () => ({ as })],
  ['a batch of creations', 7, () => 'content/notes/bulk', () => ({ as, body: { entries: many } })],
  [
    'a batch of changes',
    7,
    () => 'content/notes/bulk',
    () => ({ as, method: 'PATCH', body: { entries: [{ id: first.id, fields: { title: 'changed' } }] } }),
  ],
  ['a version', 3, () => `content/notes/${first.id}/versions/1`, () => ({ as })],
  ['taking back', 2, () => `content/notes/${first.id}/unpublish`, () => ({ as, method: 'POST' })],
  ['a type', 0, () => 'types/notes'],
  [
    'a new type',
    5,
    () => 'types',
    () => ({ as, body: { name: 'things', title: 'Things', fields: [{ kind: 'text', name: 'a' }] } }),
  ],
  [
    'a change of a type',
    8,
    () => 'types/things',
    () => ({
      as,
      method: 'PUT',
      headers: { 'If-Match': '"1"' },
      body: { name: 'things', title: 'Things', fields: [{ kind: 'text', name: 'b' }] },
    }),
  ],
  ['a deletion of a type', 8, () => 'types/things', () => ({ as, method: 'DELETE' })],
  ['a file', 1, () => `media/${file.id}`],
  ['what a file is', 1, () => `media/${file.id}/info`],
  ['a change of a file', 2, () => `media/${file.id}`, () => ({ as, method: 'PATCH', body: { alt: 'x' } })],
  ['a deletion of a file', 4, () => `media/${file.id}`, () => ({ as, method: 'DELETE' })],
  ['everything out', 12, () => 'export', () => ({ as })],
  ['how translations stand', 3, () => 'translations/notes/summary', () => ({ as })],
  ['translations out', 3, () => 'translations/notes/export?locale=de', () => ({ as })],
  [
    'a review',
    2,
    () => `translations/notes/${first.id}/review?locale=de`,
    () => ({ as, body: { fields: ['title'] } }),
  ],
  [
    'a new webhook',
    2,
    () => 'webhooks',
    () => ({ as, body: { name: 'webhook', url: 'https://w.example', events: ['entry.*'] } }),
  ],
  ['a webhook', 2, () => `webhooks/${idOf('a new webhook')}`, () => ({ as })],
  [
    'a change of a webhook',
    2,
    () => `webhooks/${idOf('a new webhook')}`,
    () => ({ as, method: 'PATCH', body: { name: 'another' } }),
  ],
  ['its deliveries', 3, () => `webhooks/${idOf('a new webhook')}/deliveries`, () => ({ as })],
  ['a deletion of a webhook', 2, () => `webhooks/${idOf('a new webhook')}`, () => ({ as, method: 'DELETE' })],
  [
    'a new user',
    4,
    () => 'users',
    () => ({ as, body: { email: 'u@example.test', name: 'u', password: testPassword, role: 'reader' } }),
  ],
  ['a user', 2, () => `users/${idOf('a new user')}`, () => ({ as })],
  [
    'a change of a user',
    5,
    () => `users/${idOf('a new user')}`,
    () => ({ as, method: 'PATCH', body: { name: 'v' } }),
  ],
  ['a deletion of a user', 5, () => `users/${idOf('a new user')}`, () => ({ as, method: 'DELETE' })],
  ['a new role', 2, () => 'roles', () => ({ as, body: { name: 'some', permissions: [] } })],
  [
    'a change of a role',
    4,
    () => `roles/${idOf('a new role')}`,
    () => ({ as, method: 'PUT', body: { permissions: ['audit.read'] } }),
  ],
  ['a deletion of a role', 4, () => `roles/${idOf('a new role')}`, () => ({ as, method: 'DELETE' })],
  ['a new token', 2, () => 'tokens', () => ({ as, body: { name: 'ci', scopes: [] } })],
  ['a deletion of a token', 2, () => `tokens/${idOf('a new token')}`, () => ({ as, method: 'DELETE' })],
  ...['performance', 'performance/endpoints', 'performance/slowest', 'database/slow-queries', 'system'].map(
    (figure): (typeof budgets)[number] => [figure, 1, () => `metrics/${figure}`, () => ({ as })],
  ),
  ['forgetting the figures', 1, () => 'metrics/reset', () => ({ as, method: 'POST' })],
  [
    'a new password',
    6,
    () => 'auth/password',
    () => ({ as, body: { current: testPassword, next: 'a better password' } }),
  ],
  ['a log-out', 2, () => 'auth/logout', () => ({ as, method: 'POST' })],
];

it.each(budgets)('%s costs at most %i statements', async (what, budget, path, asked) => {
  const answer = await cms.ask(path(), asked?.());

  expect(answer.status, await answer.clone().text()).toBeLessThan(300);
  expect(statementsOf(answer)).toBeLessThanOrEqual(budget);
  if (answer.status === 201) made.set(what, ((await answer.json()) as Partial<Made>).id ?? '');
});

it('has a budget for every endpoint', async () => {
  const elsewhere = [
    // Their bodies are no JSON, or need a token that works once: below.
    'post /media',
    'post /import',
    'post /translations/{type}/import',
    'post /auth/refresh',
    // Needs a delivery that is over: webhooks.test.ts.
    'post /webhooks/{id}/deliveries/{delivery}/replay',
  ];
  const document = (await (await cms.ask('openapi.json')).json()) as { paths: Record<string, object> };
  const endpoints = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );

  const asked = new Set([...cms.seen].map((one) => one.replace(/ \d+$/, '')));
  expect(endpoints.filter((one) => !asked.has(one)).sort()).toEqual(elsewhere.sort());
});

it('takes files, lines and refresh tokens in for few statements', async () => {
  const logIn = await cms.ask('auth/login', {
    body: { email: 'admin@example.test', password: 'a better password' },
  });
  const { accessToken, refreshToken } = (await logIn.json()) as Record<
    'accessToken' | 'refreshToken',
    string
  >;
  const post = (path: string, body: string | Blob, type: string) =>
    fetch(`${cms.api}/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': type },
      body,
    });
  const out = await (await cms.ask('export', { as: accessToken })).text();
  const pixels = async () => new Uint8Array(await drawNoise(8, 8).png().toBuffer());
  const title = { id: first.id, locale: 'de', field: 'title', target: 'Erste' };

  const answers: [what: string, budget: number, answer: Response][] = [
    ['a refresh', 1, await cms.ask('auth/refresh', { body: { refreshToken } })],
    ['an upload', 2, await post('media?name=b.png', new Blob([await pixels()]), 'image/png')],
    ['everything in', 14, await post('import', out, 'application/x-ndjson')],
    [
      'translations in',
      5,
      await post('translations/notes/import', JSON.stringify(title), 'application/x-ndjson'),
    ],
  ];

  for (const [what, budget, answer] of answers) {
    expect([what, answer.status < 300, await answer.text()]).toEqual([what, true, expect.anything()]);
    expect(statementsOf(answer), what).toBeLessThanOrEqual(budget);
    expect(statementsOf(answer), what).toBeGreaterThan(0);
  }
});
