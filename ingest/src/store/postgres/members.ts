/** Who has which role in a site. */
import type { MemberRow, Role } from '@throughline/protocol';
import type pg from 'pg';
import type { MemberChange } from '../settings.ts';
import { type Db, rows, run, sql } from './sql.ts';

export async function readMembersOf(db: Db, site: string): Promise<MemberRow[]> {
  return await rows<MemberRow>(
    db,
    sql`
    select users.id, email, role
    from site_members
    join users on users.id = user_id
    where site_id = ${site}
    order by email`,
  );
}

export async function readRole(db: Db, site: string, userId: string): Promise<Role | undefined> {
  const [row] = await rows<{ role: Role }>(
    db,
    sql`
    select role
    from site_members
    where site_id = ${site} and user_id = ${userId}`,
  );
  return row?.role;
}

export async function addMember(
  client: pg.PoolClient,
  site: string,
  { email, role, passwordHash }: { email: string; role: Role; passwordHash: string },
): Promise<{ member: MemberRow; isNewUser: boolean }> {
  const isNewUser =
    (await run(
      client,
      sql`
      insert into users (email, password_hash)
      values (${email}, ${passwordHash})
      on conflict (email) do nothing`,
    )) > 0;
  const [member] = await rows<MemberRow>(
    client,
    sql`
    insert into site_members (site_id, user_id, role)
    select ${site}, id, ${role} from users where email = ${email}
    on conflict (user_id, site_id) do update set role = site_members.role
    returning user_id as id, role`,
  );
  if (!member) throw new Error(`The user ${email} vanished while he was made a member.`);
  return { member: { ...member, email }, isNewUser };
}

/** Inside a transaction: the lock keeps two owners from taking each other's role at once. */
export async function changeMember(
  client: pg.PoolClient,
  site: string,
  userId: string,
  role: Role | undefined,
): Promise<MemberChange> {
  const members = await rows<{ id: string; role: Role }>(
    client,
    sql`
    select user_id as id, role
    from site_members
    where site_id = ${site}
    order by user_id
    for update`,
  );
  if (!members.some(({ id }) => id === userId)) return 'no_member';
  const hasOtherOwner = members.some((member) => member.role === 'owner' && member.id !== userId);
  if (role !== 'owner' && !hasOtherOwner) return 'last_owner';

  if (role)
    await run(
      client,
      sql`update site_members set role = ${role} where site_id = ${site} and user_id = ${userId}`,
    );
  else await run(client, sql`delete from site_members where site_id = ${site} and user_id = ${userId}`);
  return 'done';
}

export async function changePassword(db: Db, userId: string, passwordHash: string): Promise<void> {
  await run(
    db,
    sql`
    with ended as (
      delete from sessions where user_id = ${userId}
    )
    update users set password_hash = ${passwordHash} where id = ${userId}`,
  );
}
