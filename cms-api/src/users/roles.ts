/** Roles in the database. */
import { v7 } from 'uuid';
import { type Actor, recording } from '../audit/record.ts';
import { builtInRoles, type Permission } from '../auth/permissions.ts';
import { type Db, raw, row, rows, run, sql } from '../db/sql.ts';
import type { NewRole, Role } from './schema.ts';

const columns = raw('id, name, permissions, is_built_in as "isBuiltIn"');

/** At each start: a newer release may know more permissions. */
export async function ensureBuiltInRoles(db: Db): Promise<void> {
  for (const [name, permissions] of Object.entries(builtInRoles)) {
    await run(
      db,
      sql`
        insert into cms.roles (id, name, permissions, is_built_in)
        values (${v7()}, ${name}, ${permissions}, true)
        on conflict (name) do update
        set permissions = excluded.permissions, is_built_in = true`,
    );
  }
}

export function listRoles(db: Db): Promise<Role[]> {
  return rows<Role>(db, sql`select ${columns} from cms.roles order by name`);
}

export function readRole(db: Db, name: string): Promise<Role | undefined> {
  return row<Role>(db, sql`select ${columns} from cms.roles where name = ${name}`);
}

export function readRoleById(db: Db, id: string): Promise<Role | undefined> {
  return row<Role>(db, sql`select ${columns} from cms.roles where id = ${id}`);
}

/** Undefined when the name is taken. */
export function createRole(db: Db, { name, permissions }: NewRole, actor: Actor): Promise<Role | undefined> {
  return row<Role>(
    db,
    sql`
      with made as (
        insert into cms.roles (id, name, permissions)
        values (${v7()}, ${name}, ${permissions})
        on conflict (name) do nothing
        returning *
      ), recorded as (
        ${recording(actor, 'role.create', 'role', sql`select id::text as subject_id, null::jsonb as before, to_jsonb(made) as after from made`)}
      )
      select ${columns} from made`,
  );
}

export function updateRole(
  db: Db,
  id: string,
  permissions: Permission[],
  actor: Actor,
): Promise<Role | undefined> {
  return row<Role>(
    db,
    sql`
      with old as (
        select * from cms.roles where id = ${id} for update
      ), made as (
        update cms.roles r set permissions = ${permissions} from old where r.id = old.id returning r.*
      ), recorded as (
        ${recording(actor, 'role.update', 'role', sql`select made.id::text as subject_id, to_jsonb(old) as before, to_jsonb(made) as after from made, old`)}
      )
      select ${columns} from made`,
  );
}

/** @returns False while somebody has the role. */
export async function deleteRole(db: Db, id: string, actor: Actor): Promise<boolean> {
  const gone = await row(
    db,
    sql`
      with made as (
        delete from cms.roles r
        where id = ${id} and not exists (select from cms.users u where u.role_id = r.id)
        returning *
      ), recorded as (
        ${recording(actor, 'role.delete', 'role', sql`select id::text as subject_id, to_jsonb(made) as before, null::jsonb as after from made`)}
      )
      select id from made`,
  );
  return gone !== undefined;
}
