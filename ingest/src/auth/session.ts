/** Sessions of people: a random token in an httpOnly cookie, kept only as its hash. */
import { randomBytes } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';
import { hashToken } from '../sites/directory.ts';
import type { Store, User } from '../store/store.ts';

export type Sessions = {
  /** @param cookies The request's Cookie header. */
  find(cookies: string | undefined): Promise<{ user: User; sessionHash: string } | undefined>;
  /** @returns The Set-Cookie header that opens it in the browser. */
  open(userId: string): Promise<string>;
  /** @returns The Set-Cookie header that takes the cookie away. */
  end(sessionHash: string | undefined): Promise<string>;
};

export type SessionOptions = {
  store: Pick<Store, 'createSession' | 'userBySession' | 'deleteSession'>;
  /** Whether browsers reach this over https: then the cookie is Secure and bound to the host. */
  isSecure: boolean;
  now?: () => number;
};

const sessionMs = 7 * 86_400_000;

export function createSessions({ store, isSecure, now = Date.now }: SessionOptions): Sessions {
  const name = isSecure ? '__Host-throughline' : 'throughline';
  const cookie = (value: string, maxAgeSeconds: number): string =>
    stringifySetCookie({
      name,
      value,
      maxAge: maxAgeSeconds,
      httpOnly: true,
      secure: isSecure,
      sameSite: 'lax',
      path: '/',
    });

  return {
    find: async (cookies) => {
      const token = parseCookie(cookies ?? '')[name];
      if (!token) return undefined;
      const sessionHash = hashToken(token);
      const user = await store.userBySession(sessionHash, now());
      return user && { user, sessionHash };
    },
    open: async (userId) => {
      const token = randomBytes(32).toString('base64url');
      await store.createSession(hashToken(token), userId, now() + sessionMs);
      return cookie(token, sessionMs / 1_000);
    },
    end: async (sessionHash) => {
      if (sessionHash) await store.deleteSession(sessionHash);
      return cookie('', 0);
    },
  };
}
