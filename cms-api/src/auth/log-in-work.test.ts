import { hash, verify } from '@node-rs/argon2';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { startTestCms, statementsOf, type TestCms, testPassword } from '../test-cms.ts';

vi.mock('@node-rs/argon2', async (load) => {
  const real = await load<typeof import('@node-rs/argon2')>();
  return { ...real, hash: vi.fn(real.hash), verify: vi.fn(real.verify) };
});

let cms: TestCms;
beforeAll(async () => {
  cms = await startTestCms({ attemptLimits: { address: 1_000, accountHere: 5, account: 1_000 } });
  for (const name of ['right', 'wrong', 'suspended', 'flooded']) await cms.logIn('author', name);
  await cms.pool.query(`update cms.users set is_suspended = true where name = 'suspended'`);
});
afterAll(async () => {
  expect(cms.bugs).toEqual([]);
  await cms.stop();
});
beforeEach(() => {
  vi.mocked(hash).mockClear();
  vi.mocked(verify).mockClear();
});

const logIn = (name: string, password: string) =>
  cms.ask('auth/login', { body: { email: `${name}@example.test`, password } });

it.each([
  ['nobody', testPassword, 401],
  ['wrong', 'another password', 401],
  ['suspended', testPassword, 401],
  ['suspended', 'another password', 401],
  ['right', testPassword, 200],
])('looks at one password for %s with "%s", with the same cost', async (name, password, status) => {
  const answer = await logIn(name, password);

  expect(answer.status).toBe(status);
  expect(hash).not.toHaveBeenCalled();
  expect(vi.mocked(verify).mock.calls).toEqual([
    [expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/), password],
  ]);
});

it('asks the database as often for nobody as for somebody', async () => {
  const answers = [
    await logIn('nobody', 'another password'),
    await logIn('wrong', 'another password'),
    await logIn('suspended', 'another password'),
  ];

  expect(new Set(answers.map(statementsOf))).toEqual(new Set([2]));
  const bodies = answers.map(async (answer) => ({ ...(await answer.json()), traceId: undefined }));
  expect(new Set((await Promise.all(bodies)).map((body) => JSON.stringify(body))).size).toBe(1);
});

it('looks at no password beyond the limit', async () => {
  for (let count = 0; count < 8; count++) await logIn('flooded', 'another password');

  expect(verify).toHaveBeenCalledTimes(5);
});
