import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCms, type TestCms, testPassword } from '../test-cms.ts';
import { accessSeconds } from './access-token.ts';

type Tokens = { accessToken: string; refreshToken: string };

const encode = (part: object | string) =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');

describe('log-ins and tokens', () => {
  let cms: TestCms;
  let admin: string;
  let clock = 0;
  let count = 0;
  beforeAll(async () => {
    cms = await startTestCms({ now: () => Date.now() + clock });
    admin = await cms.logIn('admin');
  });
  afterAll(async () => {
    expect(cms.bugs).toEqual([]);
    await cms.stop();
  });

  /** A user of their own. */
  async function someone(role = 'author'): Promise<{ id: string; email: string } & Tokens> {
    count += 1;
    const email = `someone${count}@example.test`;
    const body = { email, name: 'Someone', password: testPassword, role };
    const made = await cms.ask('users', { as: admin, body });
    expect(made.status, await made.clone().text()).toBe(201);
    const { id } = (await made.json()) as { id: string };
    return { id, email, ...(await logIn(email)) };
  }
  async function logIn(email: string, password = testPassword): Promise<Tokens> {
    return (await (await cms.ask('auth/login', { body: { email, password } })).json()) as Tokens;
  }
  const me = async (as: string) => (await cms.ask('auth/me', { as })).status;
  const refresh = (refreshToken: string) => cms.ask('auth/refresh', { body: { refreshToken } });
  const patch = (id: string, body: object) => cms.ask(`users/${id}`, { method: 'PATCH', as: admin, body });

  it('knows who is logged in and what they may do', async () => {
    const { accessToken, email } = await someone();

    const answer = await cms.ask('auth/me', { as: accessToken });

    expect(await answer.json()).toMatchObject({
      user: { email, role: 'author' },
      permissions: ['content.create', 'content.update', 'content.delete', 'media.create'],
    });
  });

  it('refuses an expired access token, and gives a new one for the refresh token once', async () => {
    const { accessToken, refreshToken } = await someone();
    clock = (accessSeconds + 1) * 1_000;
    expect(await me(accessToken)).toBe(401);
    clock = 0;

    const next = (await (await refresh(refreshToken)).json()) as Tokens;
    expect(await me(next.accessToken)).toBe(200);
    expect((await refresh(refreshToken)).status).toBe(401);
    expect(await me(next.accessToken), 'two tabs at once end nothing').toBe(200);

    await cms.pool.query(`update cms.sessions set refreshed_at = now() - interval '1 minute'`);
    expect((await refresh(refreshToken)).status).toBe(401);
    expect(await me(next.accessToken), 'a stolen one ends the session').toBe(401);
    expect((await refresh(next.refreshToken)).status).toBe(401);
  });

  it('ends everything at once: log-out, suspension, password, deletion', async () => {
    const steps: [string, (one: { id: string } & Tokens) => Promise<Response>][] = [
      ['log-out', ({ accessToken }) => cms.ask('auth/logout', { method: 'POST', as: accessToken })],
      ['suspension', ({ id }) => patch(id, { isSuspended: true })],
      ['password', ({ id }) => patch(id, { password: 'another password' })],
      ['deletion', ({ id }) => cms.ask(`users/${id}`, { method: 'DELETE', as: admin })],
    ];
    for (const [name, end] of steps) {
      const one = await someone();
      expect(await me(one.accessToken), name).toBe(200);

      expect((await end(one)).status, name).toBeLessThan(300);

      expect(await me(one.accessToken), name).toBe(401);
      expect((await refresh(one.refreshToken)).status, name).toBe(401);
    }
  });

  it('lets another role hold from the next request on', async () => {
    const { id, accessToken } = await someone('reader');
    const create = () =>
      cms.ask('roles', { as: accessToken, body: { name: `role-${count}`, permissions: [] } });
    expect((await create()).status).toBe(403);

    await patch(id, { role: 'admin' });
    expect((await create()).status).toBe(201);

    await patch(id, { role: 'reader' });
    expect((await create()).status).toBe(403);
  });

  it('lets one change the own password, which ends all other sessions', async () => {
    const { accessToken, email } = await someone();
    const elsewhere = await logIn(email);
    const change = (current: string) =>
      cms.ask('auth/password', { as: accessToken, body: { current, next: 'a better password' } });

    expect((await change('wrong password')).status).toBe(401);
    expect((await change(testPassword)).status).toBe(204);

    expect([await me(accessToken), await me(elsewhere.accessToken)]).toEqual([200, 401]);
    expect((await logIn(email, 'a better password')).accessToken).toBeTruthy();
  });

  it('gives API tokens some of the owner’s permissions, as long as the owner has them', async () => {
    const { id, accessToken } = await someone('admin');
    const make = (scopes: string[], as = accessToken) =>
      cms.ask('tokens', { as, body: { name: 'ci', scopes } });
    const made = (await (await make(['audit.read'])).json()) as { id: string; token: string };

    expect((await cms.ask('audit', { as: made.token })).status).toBe(200);
    expect((await cms.ask('users', { as: made.token })).status).toBe(403);
    expect((await make([], made.token)).status, 'a token makes no tokens').toBe(403);
    const listed = await (await cms.ask('tokens', { as: accessToken })).text();
    expect(listed).toContain(made.id);
    expect(listed).not.toContain(made.token);

    await patch(id, { role: 'editor' });
    expect((await cms.ask('audit', { as: made.token })).status).toBe(403);
    await patch(id, { role: 'admin', isSuspended: true });
    expect((await cms.ask('audit', { as: made.token })).status).toBe(401);
    await patch(id, { isSuspended: false });
    await cms.pool.query(
      `update cms.api_tokens set expires_at = now() - interval '1 second' where id = '${made.id}'`,
    );
    expect((await cms.ask('audit', { as: made.token })).status).toBe(401);
    await cms.pool.query('update cms.api_tokens set expires_at = null');
    expect((await cms.ask('audit', { as: made.token })).status).toBe(200);
    await cms.ask(`tokens/${made.id}`, {
      method: 'DELETE',
      as: (await logIn(`someone${count}@example.test`)).accessToken,
    });
    expect((await cms.ask('audit', { as: made.token })).status).toBe(401);
  });

  it('refuses every token that was not signed here, with this algorithm, for now', async () => {
    const { id } = await someone('admin');
    const { rows } = await cms.pool.query('select id from cms.sessions where user_id = $1', [id]);
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: 'throughline-cms',
      aud: 'throughline-cms',
      sub: id,
      sid: rows[0].id,
      iat: now,
      exp: now + 600,
    };
    const header = { alg: 'HS256', typ: 'at+jwt' };
    const hmac = (data: string, key: Buffer | Uint8Array | string, algorithm = 'sha256') =>
      createHmac(algorithm, key).update(data).digest('base64url');
    const sign = (
      head: object,
      payload: object,
      key: Uint8Array | string = cms.secret,
      algorithm = 'sha256',
    ) => {
      const data = `${encode(head)}.${encode(payload)}`;
      return `${data}.${hmac(data, key, algorithm)}`;
    };
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const rsa = (head: object) => {
      const data = `${encode(head)}.${encode(claims)}`;
      return `${data}.${createSign('RSA-SHA256').update(data).sign(privateKey).toString('base64url')}`;
    };
    const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const good = sign(header, claims);
    expect(await me(good)).toBe(200);

    const refused: Record<string, string> = {
      ...Object.fromEntries(
        ['none', 'None', 'NONE', 'nOnE', ''].map((alg) => [
          `alg ${alg}`,
          `${encode({ ...header, alg })}.${encode(claims)}.`,
        ]),
      ),
      'no algorithm': sign({ typ: 'at+jwt' }, claims),
      'HS384 with the right key': sign({ ...header, alg: 'HS384' }, claims, cms.secret, 'sha384'),
      'HS512 with the right key': sign({ ...header, alg: 'HS512' }, claims, cms.secret, 'sha512'),
      'RS256 of a key of one’s own': rsa({ ...header, alg: 'RS256' }),
      'HS256 with a public key': sign(header, claims, publicPem),
      'HS256 with an empty key': sign(header, claims, ''),
      'a key in the header': rsa({ ...header, alg: 'RS256', jwk: publicKey.export({ format: 'jwk' }) }),
      'a key at an address': rsa({ ...header, alg: 'RS256', jku: 'https://evil.test/keys', kid: 'x' }),
      'a kid of another key': sign({ ...header, kid: '../../dev/null' }, claims, ''),
      'a kid that is SQL': sign({ ...header, kid: "' union select 'x" }, claims, 'x'),
      'a critical header nobody knows': sign({ ...header, crit: ['x'], x: 1 }, claims),
      'another type': sign({ ...header, typ: 'JWT' }, claims),
      'no type': sign({ alg: 'HS256' }, claims),
      'an expired one': sign(header, { ...claims, iat: now - 700, exp: now - 100 }),
      'one without an end': sign(header, { ...claims, exp: undefined }),
      'an end that is text': sign(header, { ...claims, exp: '9999999999' }),
      'one of the future': sign(header, { ...claims, iat: now + 120, exp: now + 700 }),
      'one not valid yet': sign(header, { ...claims, nbf: now + 120 }),
      'an old one with a far end': sign(header, { ...claims, iat: now - 100_000, exp: now + 100_000 }),
      'one without a beginning': sign(header, { ...claims, iat: undefined }),
      'another issuer': sign(header, { ...claims, iss: 'elsewhere' }),
      'another audience': sign(header, { ...claims, aud: 'elsewhere' }),
      'no session': sign(header, { ...claims, sid: undefined }),
      'no user': sign(header, { ...claims, sub: undefined }),
      'a session of nobody': sign(header, { ...claims, sid: crypto.randomUUID() }),
      'a session that is none': sign(header, { ...claims, sid: "x' or true --" }),
      'a session as an object': sign(header, { ...claims, sid: { $ne: null } }),
      'somebody else’s session': sign(header, { ...claims, sub: crypto.randomUUID() }),
      'one without its signature': good.split('.').slice(0, 2).join('.'),
      'an empty signature': `${good.split('.').slice(0, 2).join('.')}.`,
      'a changed signature': `${good.slice(0, -2)}AA`,
      'changed claims': [good.split('.')[0], encode({ ...claims, sub: 'x' }), good.split('.')[2]].join('.'),
      'a fourth part': `${good}.x`,
      'no JSON': `${encode('x')}.${encode('y')}.z`,
      'a list for claims': sign(header, [claims]),
      'an API token that is none': 'cms_nothing',
    };
    for (const [name, token] of Object.entries(refused)) expect(await me(token), name).toBe(401);
    for (const authorization of ['', 'Bearer', 'Bearer ', `Basic ${good}`, `${good}`, 'Bearer undefined']) {
      const { status } = await cms.ask('auth/me', { headers: { authorization } });
      expect(status, authorization).toBe(401);
    }
    expect((await cms.ask('content/nothing', { as: 'wrong' })).status, 'even where anybody may').toBe(401);
  });

  it('answers alike whether an account exists or not', async () => {
    const { email, id } = await someone();
    const attempt = async (given: string) => {
      const answer = await cms.ask('auth/login', { body: { email: given, password: 'wrong' } });
      const { traceId: _, ...body } = (await answer.json()) as Record<string, unknown>;
      return { status: answer.status, body };
    };
    const known = await attempt(email);
    expect(known.status).toBe(401);
    expect(await attempt('nobody@example.test')).toEqual(known);

    await patch(id, { isSuspended: true });
    const suspended = await cms.ask('auth/login', { body: { email, password: testPassword } });
    expect(suspended.status).toBe(401);
  });

  it('finds the account whatever the letters of its e-mail', async () => {
    const { email } = await someone();

    expect((await logIn(`  ${email.toUpperCase()} `)).accessToken).toBeTruthy();
  });

  it('lets nobody hand out more than they have', async () => {
    const made = await cms.ask('roles', {
      as: admin,
      body: { name: 'people', permissions: ['users.manage', 'roles.manage'] },
    });
    expect(made.status).toBe(201);
    const { accessToken, id } = await someone('people');
    const boss = await someone('admin');
    const as = accessToken;
    const user = { email: 'x@example.test', name: 'x', password: testPassword, role: 'admin' };

    expect((await cms.ask('users', { as, body: user })).status).toBe(403);
    expect(
      (await cms.ask('roles', { as, body: { name: 'more', permissions: ['types.manage'] } })).status,
    ).toBe(403);
    expect(
      (await cms.ask(`users/${boss.id}`, { method: 'PATCH', as, body: { password: 'taken over!' } })).status,
    ).toBe(403);
    expect((await cms.ask(`users/${boss.id}`, { method: 'DELETE', as })).status).toBe(403);
    expect((await cms.ask(`users/${id}`, { method: 'PATCH', as, body: { role: 'people' } })).status).toBe(
      403,
    );
    expect((await cms.ask('users', { as, body: { ...user, role: 'reader' } })).status).toBe(201);
  });
});

describe('brute force', () => {
  it('looks at no more passwords than the limit, whatever is varied', async () => {
    const cms = await startTestCms({ attemptLimits: { address: 8, accountHere: 3, account: 5 } });
    await cms.logIn('admin');
    const attempt = (email: string, from: string, password = 'wrong') =>
      cms.ask('auth/login', { body: { email, password }, headers: { 'x-forwarded-for': from } });

    const here = await Promise.all(
      [
        'admin@example.test',
        'ADMIN@example.test',
        ' admin@example.test',
        'Admin@Example.Test',
        'admin@example.test ',
      ].map((email) => attempt(email, '203.0.113.1')),
    );
    expect(here.filter(({ status }) => status === 401)).toHaveLength(3);
    const late = here.find(({ status }) => status === 429);
    expect(Number(late?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(
      (await attempt('admin@example.test', '203.0.113.1', testPassword)).status,
      'not even the right one',
    ).toBe(429);

    const elsewhere = await Promise.all(
      Array.from({ length: 10 }, (_, index) => attempt('admin@example.test', `198.51.100.${index}`)),
    );
    expect(
      elsewhere.some(({ status }) => status === 401),
      'the account is closed from everywhere',
    ).toBe(false);

    const many = await Promise.all(
      Array.from({ length: 20 }, (_, index) => attempt(`nobody${index}@example.test`, '203.0.113.9')),
    );
    expect(many.filter(({ status }) => status === 401)).toHaveLength(8);
    await cms.stop();
  });
});
