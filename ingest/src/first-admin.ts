/** Makes the first user, or gives him a new password: nobody should need SQL to get in. */
import { randomBytes } from 'node:crypto';
import { hashPassword } from './auth/password.ts';
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

/** 96 random bits in letters that can be typed. */
export function generatePassword(): string {
  return randomBytes(12).toString('base64url');
}
