/** Tokens of services, which write reports, and of programs, which use the API. Each belongs to one site. */
import type { ApiTokenRow, Scope, ServiceTokenRow } from '@throughline/protocol';
import type { ApiToken } from '../settings.ts';
import { type Db, rows, run, sql } from './sql.ts';

type ServiceTokenFound = Omit<ServiceTokenRow, 'createdAt'> & { createdAt: Date };
type ApiTokenFound = Omit<ApiTokenRow, 'createdAt' | 'lastUsedAt'> & {
  createdAt: Date;
  lastUsedAt: Date | null;
};

export async function readServiceTokensOf(db: Db, site: string): Promise<ServiceTokenRow[]> {
  const found = await rows<ServiceTokenFound>(
    db,
    sql`
    select id, service, created_at as "createdAt"
    from service_tokens
    where site_id = ${site}
    order by service, created_at, id`,
  );
  return found.map(toServiceToken);
}

export async function addServiceToken(
  db: Db,
  token: { site: string; service: string; tokenHash: string },
): Promise<ServiceTokenRow> {
  const [made] = await rows<ServiceTokenFound>(
    db,
    sql`
    insert into service_tokens (token_hash, site_id, service)
    values (${Buffer.from(token.tokenHash, 'hex')}, ${token.site}, ${token.service})
    returning id, service, created_at as "createdAt"`,
  );
  if (!made) throw new Error('The database gave no row back for a new service token.');
  return toServiceToken(made);
}

export async function deleteServiceToken(db: Db, site: string, id: string): Promise<boolean> {
  return (await run(db, sql`delete from service_tokens where site_id = ${site} and id = ${id}`)) > 0;
}

export async function readApiTokensOf(db: Db, site: string): Promise<ApiTokenRow[]> {
  const found = await rows<ApiTokenFound>(
    db,
    sql`
    select id, name, scope, created_at as "createdAt", last_used_at as "lastUsedAt"
    from api_tokens
    where site_id = ${site}
    order by created_at, id`,
  );
  return found.map(toApiToken);
}

export async function addApiToken(
  db: Db,
  token: { site: string; name: string; scope: Scope; tokenHash: string },
): Promise<ApiTokenRow> {
  const [made] = await rows<ApiTokenFound>(
    db,
    sql`
    insert into api_tokens (token_hash, site_id, name, scope)
    values (${Buffer.from(token.tokenHash, 'hex')}, ${token.site}, ${token.name}, ${token.scope})
    returning id, name, scope, created_at as "createdAt", last_used_at as "lastUsedAt"`,
  );
  if (!made) throw new Error('The database gave no row back for a new API token.');
  return toApiToken(made);
}

export async function deleteApiToken(db: Db, site: string, id: string): Promise<boolean> {
  return (await run(db, sql`delete from api_tokens where site_id = ${site} and id = ${id}`)) > 0;
}

/** Notes the use too, to the hour: a token that nobody uses can be revoked without fear. */
export async function readApiTokenByHash(db: Db, tokenHash: string): Promise<ApiToken | undefined> {
  const hash = Buffer.from(tokenHash, 'hex');
  const [token] = await rows<ApiToken>(
    db,
    sql`
    with used as (
      update api_tokens set last_used_at = now()
      where token_hash = ${hash} and (last_used_at is null or last_used_at < now() - interval '1 hour')
    )
    select id, site_id as site,
      case scope when 'read' then 'viewer' when 'write' then 'editor' else 'owner' end as role
    from api_tokens
    where token_hash = ${hash}`,
  );
  return token;
}

function toServiceToken({ createdAt, ...token }: ServiceTokenFound): ServiceTokenRow {
  return { ...token, createdAt: createdAt.toISOString() };
}

function toApiToken({ createdAt, lastUsedAt, ...token }: ApiTokenFound): ApiTokenRow {
  return { ...token, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null };
}
