/** Sites, their keys and tokens, users and their sessions. Small tables, asked one row at a time. */
import type { SiteRow } from '@throughline/protocol';
import type { ServiceToken, Site, User } from '../store.ts';
import { type Db, rows, run, sql } from './sql.ts';

export async function readSites(db: Db): Promise<Site[]> {
  return await rows<Site>(
    db,
    sql`
    select id, name, write_key as "writeKey", origins, counts_bots as "countsBots",
      array(
        select key from old_write_keys where site_id = id and valid_until > now()
      ) as "oldKeys"
    from sites
    order by id`,
  );
}

export async function putSite(db: Db, site: Site): Promise<void> {
  await run(
    db,
    sql`
    with put as (
      insert into sites (id, name, write_key, origins, counts_bots)
      values (${site.id}, ${site.name}, ${site.writeKey}, ${site.origins}, ${site.countsBots ?? false})
      on conflict (id) do update set
        write_key = excluded.write_key,
        origins = excluded.origins,
        counts_bots = excluded.counts_bots
      -- An updated row has been locked by its update, a new one by nobody.
      returning id, xmax = 0 as is_new
    )
    insert into site_members (site_id, user_id, role)
    select put.id, users.id, 'owner'
    from put, users
    where put.is_new and users.is_admin`,
  );
}

export async function readServiceTokens(db: Db): Promise<ServiceToken[]> {
  return await rows<ServiceToken>(
    db,
    sql`
    select encode(token_hash, 'hex') as "tokenHash", site_id as site, service
    from service_tokens`,
  );
}

/** A service has one token: the new one replaces the old. */
export async function putServiceToken(db: Db, token: ServiceToken): Promise<void> {
  await run(
    db,
    sql`
    with old as (
      delete from service_tokens where site_id = ${token.site} and service = ${token.service}
    )
    insert into service_tokens (token_hash, site_id, service)
    values (${Buffer.from(token.tokenHash, 'hex')}, ${token.site}, ${token.service})
    on conflict (token_hash) do nothing`,
  );
}

export async function readUserByEmail(db: Db, email: string): Promise<User | undefined> {
  const [user] = await rows<User>(
    db,
    sql`
    select id, email, password_hash as "passwordHash", is_admin as "isAdmin"
    from users
    where email = ${email.toLowerCase()}`,
  );
  return user;
}

export async function countUsers(db: Db): Promise<number> {
  const [row] = await rows<{ count: number }>(db, sql`select count(*)::int as count from users`);
  return row?.count ?? 0;
}

/** He owns every site there is. */
export async function putAdmin(db: Db, email: string, passwordHash: string): Promise<void> {
  await run(
    db,
    sql`
    with put as (
      insert into users (email, password_hash, is_admin)
      values (${email.toLowerCase()}, ${passwordHash}, true)
      on conflict (email) do update set password_hash = excluded.password_hash, is_admin = true
      returning id
    ), ended as (
      delete from sessions using put where user_id = put.id
    )
    insert into site_members (site_id, user_id, role)
    select sites.id, put.id, 'owner'
    from sites, put
    on conflict do nothing`,
  );
}

export async function readSitesOf(db: Db, userId: string): Promise<SiteRow[]> {
  return await rows<SiteRow>(
    db,
    sql`
    select id, name, role
    from sites
    join site_members on site_id = id
    where user_id = ${userId}
    order by name, id`,
  );
}

export async function createSession(
  db: Db,
  tokenHash: string,
  userId: string,
  expiresAtMs: number,
): Promise<void> {
  await run(
    db,
    sql`
    with expired as (
      delete from sessions where expires_at < now()
    )
    insert into sessions (token_hash, user_id, expires_at)
    values (${Buffer.from(tokenHash, 'hex')}, ${userId}, ${new Date(expiresAtMs)})`,
  );
}

export async function readUserBySession(db: Db, tokenHash: string, nowMs: number): Promise<User | undefined> {
  const [user] = await rows<User>(
    db,
    sql`
    select users.id, email, password_hash as "passwordHash", is_admin as "isAdmin"
    from sessions
    join users on users.id = user_id
    where token_hash = ${Buffer.from(tokenHash, 'hex')} and expires_at > ${new Date(nowMs)}`,
  );
  return user;
}

export async function deleteSession(db: Db, tokenHash: string): Promise<void> {
  await run(db, sql`delete from sessions where token_hash = ${Buffer.from(tokenHash, 'hex')}`);
}
