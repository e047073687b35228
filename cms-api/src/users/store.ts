/** Questions and changes to the users. Columns are named one by one: the hash leaves this folder never. */
import { v7 } from 'uuid';
import { type Actor, recording } from '../audit/record.ts';
import { type Db, raw, row, rows, sql } from '../db/sql.ts';
import type { User } from './schema.ts';

const columns = raw(`u.id, u.email, u.name, r.name as role, u.is_suspended as "isSuspended", u.version,
  to_char(u.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt"`);

/** What the audit log keeps of a user. */
const told = (of: string) =>
  raw(`jsonb_build_object('email', ${of}.email, 'name', ${of}.name, 'isSuspended', ${of}.is_suspended,
    'role', (select name from cms.roles where id = ${of}.role_id))`);

export function listUsers(db: Db, afterEmail: string, limit: number): Promise<User[]> {
  return rows<User>(
    db,
    sql`
      select ${columns}
      from cms.users u
      join cms.roles r on r.id = u.role_id
      where u.email > ${afterEmail}
      order by u.email
      limit ${limit}`,
  );
}

export function readUser(db: Db, id: string): Promise<User | undefined> {
  return row<User>(
    db,
    sql`
      select ${columns}
      from cms.users u
      join cms.roles r on r.id = u.role_id
      where u.id = ${id}`,
  );
}

export function readPasswordHash(db: Db, id: string): Promise<{ password_hash: string } | undefined> {
  return row(db, sql`select password_hash from cms.users where id = ${id}`);
}

/** Undefined when the e-mail is taken. */
export function createUser(
  db: Db,
  user: { email: string; name: string; passwordHash: string; roleId: string },
  actor: Actor,
): Promise<User | undefined> {
  return row<User>(
    db,
    sql`
      with u as (
        insert into cms.users (id, email, name, password_hash, role_id)
        values (${v7()}, ${user.email}, ${user.name}, ${user.passwordHash}, ${user.roleId})
        on conflict (email) do nothing
        returning *
      ), recorded as (
        ${recording(actor, 'user.create', 'user', sql`select u.id::text as subject_id, null::jsonb as before, ${told('u')} as after from u`)}
      )
      select ${columns}
      from u
      join cms.roles r on r.id = u.role_id`,
  );
}

export type UserUpdate = {
  name?: string;
  passwordHash?: string;
  roleId?: string;
  isSuspended?: boolean;
  /** The one session that a new password does not end: that of the user who sets it. */
  keptSessionId?: string;
};

/**
 * A new password ends all sessions, a suspension is seen by each request.
 * @returns Undefined: no such user; without `user`: it is at another version.
 */
export async function updateUser(
  db: Db,
  id: string,
  update: UserUpdate,
  version: number | undefined,
  actor: Actor,
): Promise<{ foundVersion: number; user: User | undefined } | undefined> {
  const { name, passwordHash, roleId, isSuspended, keptSessionId } = update;
  const found = await row<User & { foundVersion: number; written: boolean }>(
    db,
    sql`
      with old as (
        select * from cms.users where id = ${id} for update
      ), u as (
        update cms.users u
        set name = coalesce(${name ?? null}, u.name), role_id = coalesce(${roleId ?? null}, u.role_id),
          password_hash = coalesce(${passwordHash ?? null}, u.password_hash),
          is_suspended = coalesce(${isSuspended ?? null}, u.is_suspended), version = u.version + 1
        from old
        where u.id = old.id and (${version ?? null}::integer is null or old.version = ${version ?? null})
        returning u.*
      ), ended as (
        delete from cms.sessions
        where user_id = (select id from u) and ${passwordHash !== undefined}
          and id is distinct from ${keptSessionId ?? null}::uuid
      ), recorded as (
        ${recording(
          actor,
          passwordHash === undefined ? 'user.update' : 'user.update, password',
          'user',
          sql`select u.id::text as subject_id, ${told('old')} as before, ${told('u')} as after from u, old`,
        )}
      )
      select old.version as "foundVersion", u.id is not null as written, ${columns}
      from old
      left join u on true
      left join cms.roles r on r.id = u.role_id`,
  );
  if (!found) return undefined;
  const { foundVersion, written, ...user } = found;
  return { foundVersion, user: written ? user : undefined };
}

/** What the user wrote stays; who wrote it is then unknown. @returns Whether there was one. */
export async function deleteUser(db: Db, id: string, actor: Actor): Promise<boolean> {
  const gone = await row(
    db,
    sql`
      with u as (
        delete from cms.users where id = ${id} returning *
      ), recorded as (
        ${recording(actor, 'user.delete', 'user', sql`select u.id::text as subject_id, ${told('u')} as before, null::jsonb as after from u`)}
      )
      select id from u`,
  );
  return gone !== undefined;
}

export async function hasUsers(db: Db): Promise<boolean> {
  return (await row(db, sql`select 1 from cms.users limit 1`)) !== undefined;
}
