/** Who asks: a person with a session cookie, or a program with an API token. */
import type { Role } from '@throughline/protocol';
import type { Request } from 'express';
import { Refusal } from '../http/problem.ts';
import { hashToken } from '../sites/directory.ts';
import type { Store, User } from '../store/store.ts';
import type { Sessions } from './session.ts';

export type Caller =
  | { kind: 'user'; user: User; sessionHash: string }
  | { kind: 'token'; id: string; site: string; role: Role };

/** Undefined when nobody says who he is. Throws unknown_token: a wrong token is never taken for none. */
export type CallerOf = (request: Request) => Promise<Caller | undefined>;

export function createCallerOf(store: Pick<Store, 'apiTokenByHash'>, sessions: Sessions): CallerOf {
  return async (request) => {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      const session = await sessions.find(request.headers.cookie);
      return session && { kind: 'user', ...session };
    }
    const [, text] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    const token = text ? await store.apiTokenByHash(hashToken(text)) : undefined;
    if (!token) throw new Refusal('unknown_token', 'Send an API token as "Authorization: Bearer …".');
    return { kind: 'token', ...token };
  };
}
