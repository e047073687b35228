/** Log-in, log-out, and who is logged in. */
import { Credentials, CurrentSession, PasswordChange, Session } from '@throughline/protocol';
import { rateLimit } from 'express-rate-limit';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { Refusal, sendProblem } from '../http/problem.ts';
import type { Store, User } from '../store/store.ts';
import { hashPassword, isPassword } from './password.ts';
import type { Sessions } from './session.ts';

const triesPerQuarterHour = 20;
const nobody: CurrentSession = { email: null, isAdmin: false, sites: [] };

export function createSessionEndpoints(store: Store, sessions: Sessions): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/session',
      summary: 'Log in; the answer sets an httpOnly cookie',
      access: 'anyone',
      before: createLimiter(),
      bodyBytes: 4_096,
      body: Credentials,
      answer: Session,
      handle: async ({ body: { email, password }, setHeader }) => {
        const user = await store.userByEmail(email);
        const isRight = await isPassword(password, user?.passwordHash);
        if (!user || !isRight)
          throw new Refusal(
            'wrong_credentials',
            'Check both; the address is not told apart from the password.',
          );
        setHeader('Set-Cookie', await sessions.open(user.id));
        return await toSession(store, user);
      },
    }),
    endpoint({
      method: 'get',
      path: '/session',
      summary: 'Who is logged in; the e-mail is null when nobody is',
      access: 'anyone',
      answer: CurrentSession,
      // No error: browsers print those, and nobody did anything wrong.
      handle: async ({ caller }) => (caller?.kind === 'user' ? await toSession(store, caller.user) : nobody),
    }),
    endpoint({
      method: 'delete',
      path: '/session',
      summary: 'Log out',
      access: 'anyone',
      answer: null,
      handle: async ({ caller, setHeader }) => {
        const sessionHash = caller?.kind === 'user' ? caller.sessionHash : undefined;
        setHeader('Set-Cookie', await sessions.end(sessionHash));
      },
    }),
    endpoint({
      method: 'put',
      path: '/password',
      summary: "Change one's own password; every session ends but a new one here",
      access: 'user',
      before: createLimiter(),
      body: PasswordChange,
      answer: null,
      handle: async ({ caller, body, setHeader }) => {
        if (caller.kind !== 'user') throw new Refusal('forbidden', 'An API token has no password.');
        const { user } = caller;
        if (!(await isPassword(body.current, user.passwordHash)))
          throw new Refusal('wrong_credentials', 'This is not the current password.', 'current');
        await store.changePassword(user.id, await hashPassword(body.next));
        setHeader('Set-Cookie', await sessions.open(user.id));
      },
    }),
  ];
}

async function toSession(store: Store, user: User): Promise<Session> {
  return { email: user.email, isAdmin: user.isAdmin, sites: await store.sitesOf(user.id) };
}

function createLimiter() {
  return rateLimit({
    windowMs: 15 * 60_000,
    limit: triesPerQuarterHour,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    skipSuccessfulRequests: true,
    handler: (_request, response) => {
      const detail = 'Too many log-ins failed from this address. Wait a quarter of an hour.';
      sendProblem(response, 'too_many_requests', { detail, retryAfterSeconds: 900 });
    },
  });
}
