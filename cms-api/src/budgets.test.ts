import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Asked, startTestCms, statementsOf, type TestCms, testPassword } from './test-cms.ts';

type Made = { id: string };

let cms: TestCms;
let as: string;
let first: Made;
let second: Made;
beforeAll(async () => {
  cms = await startTestCms();
  as = await cms.logIn('admin');
  const fields = [
    { kind: 'text', name: 'title', required: true },
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
  await cms.types.all();
});
afterAll(async () => {
  expect(cms.bugs).toEqual([]);
  await cms.stop();
});

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
];

it.each(budgets)('%s costs at most %i statements', async (_what, budget, path, asked) => {
  const answer = await cms.ask(path(), asked?.());

  expect(answer.status).toBeLessThan(300);
  expect(statementsOf(answer)).toBeLessThanOrEqual(budget);
});
