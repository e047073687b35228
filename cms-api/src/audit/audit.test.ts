import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCms, type TestCms, testPassword } from '../test-cms.ts';
import { dropOldPartitions, ensurePartitions } from './partitions.ts';

type Line = {
  at: string;
  actor: string;
  action: string;
  subject: string;
  subjectId: string;
  before: unknown;
  after: unknown;
  address: string;
  traceId: string;
};

let cms: TestCms;
let admin: string;
beforeAll(async () => {
  cms = await startTestCms();
  admin = await cms.logIn('admin');
});
afterAll(async () => {
  expect(cms.bugs).toEqual([]);
  await cms.stop();
});

const lines = async (query: string) =>
  (await (await cms.ask(`audit?${query}`, { as: admin })).json()) as { lines: Line[]; next: string | null };

it('tells who did what, from where, and what was there before and after', async () => {
  const fields = [{ kind: 'text', name: 'title', required: true }];
  await cms.ask('types', { as: admin, body: { name: 'notes', title: 'Notes', fields } });
  const made = (await (
    await cms.ask('content/notes', { as: admin, body: { fields: { title: 'a' } } })
  ).json()) as { id: string };
  const changed = await cms.ask(`content/notes/${made.id}`, {
    method: 'PATCH',
    as: admin,
    body: { fields: { title: 'b' } },
  });
  await cms.ask(`content/notes/${made.id}`, { method: 'DELETE', as: admin });

  const { lines: found } = await lines(`subject=notes&subjectId=${made.id}`);

  expect(found.map(({ action, before, after }) => [action, before, after])).toEqual([
    ['entry.delete', { title: 'b' }, null],
    ['entry.update', { title: 'a' }, { title: 'b' }],
    ['entry.create', null, { title: 'a' }],
  ]);
  expect(found[1]).toMatchObject({
    actor: 'admin@example.test',
    address: expect.stringContaining('127.0.0.1'),
  });
  expect(changed.headers.get('server-timing')).toContain(found[1]?.traceId);
});

it('writes no line for what did not happen', async () => {
  const before = (await lines('limit=100')).lines.length;

  await cms.ask('content/notes', { as: admin, body: { fields: {} } });
  await cms.ask(`content/notes/${crypto.randomUUID()}/publish`, { as: admin, method: 'POST' });
  await cms.ask('users', {
    as: admin,
    body: { email: 'admin@example.test', name: 'x', password: testPassword, role: 'reader' },
  });

  expect((await lines('limit=100')).lines.length).toBe(before);
});

it('keeps no password, and pages through what it keeps', async () => {
  const user = { email: 'a@example.test', name: 'A', password: testPassword, role: 'reader' };
  const { id } = (await (await cms.ask('users', { as: admin, body: user })).json()) as { id: string };
  await cms.ask(`users/${id}`, {
    method: 'PATCH',
    as: admin,
    body: { password: `${testPassword}2`, role: 'author' },
  });

  const seen: Line[] = [];
  let cursor = '';
  do {
    const page = await lines(`limit=3${cursor}`);
    seen.push(...page.lines);
    cursor = page.next === null ? '' : `&cursor=${page.next}`;
  } while (cursor !== '');

  expect(seen.find(({ action }) => action === 'user.update, password')).toMatchObject({
    before: { role: 'reader' },
    after: { role: 'author' },
  });
  expect(JSON.stringify(seen)).not.toMatch(/argon2|a password for tests/);
  const times = seen.map(({ at }) => at);
  expect(times).toEqual([...times].sort().reverse());
});

it('has a place for every month to come, and drops whole months that are old', async () => {
  const old = new Date('2020-05-20T00:00:00Z');
  await ensurePartitions(cms.pool, old);
  await cms.pool.query(
    `insert into cms.audit_log (at, id, actor, action, subject) values ($1, $2, 'x', 'x', 'x')`,
    [old, crypto.randomUUID()],
  );

  const dropped = await dropOldPartitions(cms.pool, new Date(), 12);

  expect(dropped).toEqual(['audit_log_2020_05', 'audit_log_2020_06', 'audit_log_2020_07']);
  expect((await lines('to=2021-01-01T00:00:00Z')).lines).toEqual([]);
  expect((await lines('subject=notes')).lines.length).toBeGreaterThan(0);
});
