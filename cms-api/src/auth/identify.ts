/** From the Authorization header to who is asking. One statement, so that nothing revoked is ever still good. */
import { type Db, row, type Sql, sql } from '../db/sql.ts';
import { Refusal } from '../http/problem.ts';
import type { AccessTokens } from './access-token.ts';
import type { Permission } from './permissions.ts';
import type { Principal } from './principal.ts';
import { apiTokenPrefix, hashSecret } from './secret-token.ts';

type Found = {
  user_id: string;
  email: string;
  via_id: string;
  permissions: Permission[];
  scopes: Permission[] | null;
};

export function createIdentify(db: Db, tokens: AccessTokens) {
  return async (authorization: string | undefined): Promise<Principal | undefined> => {
    if (authorization === undefined) return undefined;
    const [, token] = /^Bearer +([\w.~+/=-]{1,4096})$/i.exec(authorization) ?? [];
    if (!token) throw new Refusal('unknown_token', 'Send the header Authorization: Bearer TOKEN.');

    const isApiToken = token.startsWith(apiTokenPrefix);
    const found = isApiToken ? await byApiToken(db, token) : await bySession(db, tokens, token);
    if (!found) throw new Refusal('unknown_token', 'The token is unknown, expired or revoked. Log in again.');
    const { scopes } = found;
    return {
      userId: found.user_id,
      name: found.email,
      via: isApiToken ? 'token' : 'session',
      viaId: found.via_id,
      // A token never may more than its owner, whatever it was made with.
      permissions: new Set(
        scopes ? found.permissions.filter((one) => scopes.includes(one)) : found.permissions,
      ),
    };
  };
}

async function bySession(db: Db, tokens: AccessTokens, token: string): Promise<Found | undefined> {
  const named = await tokens.read(token);
  if (!named) return undefined;
  return await find(
    db,
    sql`
      select u.id as user_id, u.email, s.id as via_id, r.permissions, null as scopes
      from cms.sessions s
      join cms.users u on u.id = s.user_id
      join cms.roles r on r.id = u.role_id
      where s.id = ${named.sessionId} and s.user_id = ${named.userId} and s.expires_at > now()
        and not u.is_suspended`,
  );
}

function byApiToken(db: Db, token: string): Promise<Found | undefined> {
  return find(
    db,
    sql`
      select u.id as user_id, u.email, t.id as via_id, r.permissions, t.scopes
      from cms.api_tokens t
      join cms.users u on u.id = t.user_id
      join cms.roles r on r.id = u.role_id
      where t.token_hash = ${hashSecret(token)} and (t.expires_at is null or t.expires_at > now())
        and not u.is_suspended`,
  );
}

function find(db: Db, statement: Sql): Promise<Found | undefined> {
  return row<Found>(db, statement);
}
