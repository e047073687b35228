/** Log-in, log-out, refresh, one's own password and API tokens over HTTP. */
import { z } from 'zod';
import { actorOf, mustBe } from '../http/call.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { notFound, Refusal } from '../http/problem.ts';
import { Email, User } from '../users/schema.ts';
import { readPasswordHash, readUser, updateUser } from '../users/store.ts';
import { type AccessTokens, accessSeconds } from './access-token.ts';
import { ApiToken, createApiToken, deleteApiToken, listApiTokens, NewApiToken } from './api-tokens.ts';
import type { Attempts } from './attempts.ts';
import { GivenPassword, hashPassword, isPassword, Password } from './password.ts';
import { Permission } from './permissions.ts';
import { can, type Principal } from './principal.ts';
import { closeSession, openSession, readAccount, refreshSession, type Session } from './sessions.ts';

const Tokens = z
  .object({
    accessToken: z.string().describe('For the header Authorization: Bearer.'),
    expiresInSeconds: z.int(),
    refreshToken: z.string().describe('For POST /auth/refresh, once: the answer brings the next one.'),
  })
  .meta({ id: 'Tokens' });

const Me = z.object({ user: User, permissions: z.array(Permission) }).meta({ id: 'Me' });

export function authEndpoints(tokens: AccessTokens, attempts: Attempts): Endpoint[] {
  const answerWith = async ({ id, userId, refreshToken }: Session) => ({
    status: 200,
    headers: { 'Cache-Control': 'no-store' },
    body: { accessToken: await tokens.issue(userId, id), expiresInSeconds: accessSeconds, refreshToken },
  });

  return [
    endpoint({
      method: 'post',
      path: '/auth/login',
      access: 'public',
      tag: 'auth',
      summary: 'Log in with e-mail and password',
      body: z.strictObject({ email: Email, password: GivenPassword }),
      bodyLimitBytes: 4_096,
      answers: { 200: Tokens },
      isRepeatable: false,
      async handle({ db, body: { email, password }, address, traceId }) {
        await attempts.begin(db, address, email);
        const account = await readAccount(db, email);
        const isRight = await isPassword(password, account?.password_hash);
        if (!account || !isRight) {
          throw new Refusal(
            'wrong_credentials',
            'Check both; the address is not told apart from the password.',
          );
        }
        await attempts.succeed(db, address, email);
        const principal: Principal = {
          userId: account.id,
          name: email,
          via: 'session',
          viaId: '',
          permissions: new Set(),
        };
        return await answerWith(await openSession(db, account.id, { principal, address, traceId }));
      },
    }),
    endpoint({
      method: 'post',
      path: '/auth/refresh',
      access: 'public',
      tag: 'auth',
      summary: 'A new access token and a new refresh token for an old one',
      description:
        'A refresh token works once. Used again later, it ends the session: somebody else may have had it.',
      body: z.strictObject({ refreshToken: z.string().max(200) }),
      bodyLimitBytes: 4_096,
      answers: { 200: Tokens },
      isRepeatable: false,
      async handle({ db, body }) {
        const session = await refreshSession(db, body.refreshToken);
        if (!session)
          throw new Refusal('unknown_token', 'This refresh token is used or expired. Log in again.');
        return await answerWith(session);
      },
    }),
    endpoint({
      method: 'post',
      path: '/auth/logout',
      access: 'user',
      tag: 'auth',
      summary: 'End this session at once',
      answers: { 204: null },
      isRepeatable: false,
      async handle({ db, principal }) {
        const me = mustBe(principal);
        if (me.via === 'token')
          throw new Refusal('conflict', 'An API token has no session: delete it instead.');
        await closeSession(db, me.viaId);
        return { status: 204 };
      },
    }),
    endpoint({
      method: 'get',
      path: '/auth/me',
      access: 'user',
      tag: 'auth',
      summary: 'Who am I, and what may I do',
      answers: { 200: Me },
      async handle({ db, principal }) {
        const me = mustBe(principal);
        const user = await readUser(db, me.userId);
        if (!user) throw notFound('user');
        return { status: 200, body: { user, permissions: [...me.permissions] } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/auth/password',
      access: 'user',
      tag: 'auth',
      summary: 'Change one’s own password; all other sessions end',
      body: z.strictObject({ current: GivenPassword, next: Password }),
      bodyLimitBytes: 4_096,
      answers: { 204: null },
      isRepeatable: false,
      async handle(call) {
        const { db, body, address } = call;
        const me = sessionOnly(call.principal);
        await attempts.begin(db, address, me.name);
        const account = await readPasswordHash(db, me.userId);
        if (!(await isPassword(body.current, account?.password_hash))) {
          throw new Refusal('wrong_credentials', 'The current password is another one.', 'current');
        }
        await attempts.succeed(db, address, me.name);
        const update = { passwordHash: await hashPassword(body.next), keptSessionId: me.viaId };
        await updateUser(db, me.userId, update, undefined, actorOf(call));
        return { status: 204 };
      },
    }),
    ...tokenEndpoints,
  ];
}

const tokenEndpoints: Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/tokens',
    access: 'user',
    tag: 'auth',
    summary: 'List one’s own API tokens',
    answers: { 200: z.object({ tokens: z.array(ApiToken) }) },
    async handle({ db, principal }) {
      return { status: 200, body: { tokens: await listApiTokens(db, mustBe(principal).userId) } };
    },
  }),
  endpoint({
    method: 'post',
    path: '/tokens',
    access: 'user',
    tag: 'auth',
    summary: 'Create an API token; it is shown this once',
    body: NewApiToken,
    answers: { 201: ApiToken.extend({ token: z.string() }).meta({ id: 'CreatedApiToken' }) },
    isRepeatable: false,
    async handle(call) {
      const me = sessionOnly(call.principal);
      const missing = call.body.scopes.find((scope) => !can(me, scope));
      if (missing) throw new Refusal('forbidden', `You do not have ${missing} yourself.`, 'scopes');
      const created = await createApiToken(call.db, me.userId, call.body, actorOf(call));
      return { status: 201, body: created, headers: { 'Cache-Control': 'no-store' } };
    },
  }),
  endpoint({
    method: 'delete',
    path: '/tokens/{id}',
    access: 'user',
    tag: 'auth',
    summary: 'Delete one of one’s own API tokens; it is refused from the next request on',
    params: z.object({ id: z.uuid() }),
    answers: { 204: null },
    async handle(call) {
      const me = sessionOnly(call.principal);
      if (!(await deleteApiToken(call.db, me.userId, call.params.id, actorOf(call)))) throw notFound('token');
      return { status: 204 };
    },
  }),
];

/** A token that leaked must not make more of itself. */
function sessionOnly(principal: Principal | undefined): Principal {
  const me = mustBe(principal);
  if (me.via !== 'session') throw new Refusal('forbidden', 'Log in with e-mail and password for this.');
  return me;
}
