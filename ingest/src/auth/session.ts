/** Log-in, log-out and who is asking: a random token in an httpOnly cookie, kept only as its hash. */
import { randomBytes } from 'node:crypto';
import { Credentials, type Session } from '@throughline/protocol';
import { parseCookie, stringifySetCookie } from 'cookie';
import { json, type Request, type Response, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { Refusal, refusalOf, sendProblem } from '../http/problem.ts';
import { hashToken } from '../sites/directory.ts';
import type { Store, User } from '../store/store.ts';
import { isPassword } from './password.ts';

export type SessionOptions = {
  store: Store;
  /** Whether browsers reach this over https: then the cookie is Secure and bound to the host. */
  isSecure: boolean;
  now?: () => number;
};

export type Sessions = {
  router: Router;
  /** The site in the path if the user has a role there. Throws not_logged_in or not_found. */
  siteOf: (request: Request) => Promise<string>;
};

const sessionMs = 7 * 86_400_000;
const triesPerQuarterHour = 20;

export function createSessions({ store, isSecure, now = Date.now }: SessionOptions): Sessions {
  const cookieName = isSecure ? '__Host-throughline' : 'throughline';
  const router = Router();

  const userOf = async (request: Request): Promise<User> => {
    const token = parseCookie(request.headers.cookie ?? '')[cookieName];
    const user = token ? await store.userBySession(hashToken(token), now()) : undefined;
    if (!user) throw new Refusal('not_logged_in', 'Log in with POST /api/v1/session.');
    return user;
  };

  const setCookie = (response: Response, value: string, maxAgeSeconds: number): void => {
    const cookie = {
      httpOnly: true,
      secure: isSecure,
      sameSite: 'lax',
      path: '/',
      maxAge: maxAgeSeconds,
    } as const;
    response.setHeader('Set-Cookie', stringifySetCookie({ ...cookie, name: cookieName, value }));
  };

  const limiter = rateLimit({
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

  router.post('/session', refuseForeignOrigin, limiter, json({ limit: '4kb' }), async (request, response) => {
    const parsed = Credentials.safeParse(request.body);
    if (!parsed.success) throw refusalOf('invalid_body', parsed.error);
    const { email, password } = parsed.data;
    const user = await store.userByEmail(email);
    const isRight = await isPassword(password, user?.passwordHash);
    if (!user || !isRight)
      throw new Refusal('wrong_credentials', 'Check both; the address is not told apart from the password.');

    const token = randomBytes(32).toString('base64url');
    await store.createSession(hashToken(token), user.id, now() + sessionMs);
    setCookie(response, token, sessionMs / 1_000);
    response.json(await toSession(store, user));
  });

  router.get('/session', async (request, response) => {
    response.json(await toSession(store, await userOf(request)));
  });

  router.delete('/session', refuseForeignOrigin, async (request, response) => {
    const token = parseCookie(request.headers.cookie ?? '')[cookieName];
    if (token) await store.deleteSession(hashToken(token));
    setCookie(response, '', 0);
    response.status(204).end();
  });

  return {
    router,
    siteOf: async (request) => {
      const user = await userOf(request);
      const sites = await store.sitesOf(user.id);
      const site = sites.find(({ id }) => id === request.params.site);
      // Another's site and none at all look the same.
      if (!site) throw new Refusal('not_found', 'There is no such site, or you have no role in it.');
      return site.id;
    },
  };
}

async function toSession(store: Store, user: User): Promise<Session> {
  return { email: user.email, sites: await store.sitesOf(user.id) };
}

/** SameSite=Lax keeps the cookie from foreign forms; this also refuses to log anybody in from another page. */
function refuseForeignOrigin(request: Request, _response: Response, next: () => void): void {
  const { origin, host } = request.headers;
  const isForeign = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
  if (isForeign) throw new Refusal('foreign_origin', 'Log in from the page of this server.');
  next();
}
