/** Makes the first user: nobody should need SQL to get in. */
import { theClock } from '../audit/record.ts';
import { generatePassword, hashPassword } from '../auth/password.ts';
import type { Db } from '../db/sql.ts';
import { readRole } from './roles.ts';
import { Email } from './schema.ts';
import { createUser, hasUsers } from './store.ts';

/** @returns The password if it was generated here, to be shown once. */
export async function ensureFirstAdmin(
  db: Db,
  email: string,
  password: string | undefined,
): Promise<string | undefined> {
  if (await hasUsers(db)) return undefined;
  const chosen = password ?? generatePassword();
  const role = await readRole(db, 'admin');
  if (!role) throw new Error('The role admin is missing: ensureBuiltInRoles comes first.');
  const user = {
    email: Email.parse(email),
    name: 'Admin',
    passwordHash: await hashPassword(chosen),
    roleId: role.id,
  };
  const made = await createUser(db, user, theClock);
  return made && !password ? chosen : undefined;
}
