/** Makes the first user: nobody should need SQL to get in. */
import { generatePassword, hashPassword } from './auth/password.ts';
import type { Store } from './store/store.ts';

/** @returns The password if it was generated here, to be shown once. */
export async function ensureFirstAdmin(
  store: Pick<Store, 'userCount' | 'putAdmin' | 'userByEmail'>,
  email: string,
  password: string | undefined,
): Promise<string | undefined> {
  if ((await store.userCount()) > 0) return undefined;
  const chosen = password ?? generatePassword();
  await store.putAdmin(email, await hashPassword(chosen));
  return password ? undefined : chosen;
}
