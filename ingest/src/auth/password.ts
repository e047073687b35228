/** Passwords as argon2id hashes, with the parameters OWASP names first (19 MiB, 2 passes, 1 lane). */
import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, parameters);
}

/** A hash of nothing anybody knows: an unknown user costs as much time as a known one. */
const nobody = hashPassword(crypto.randomUUID());

export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  const isRight = await verify(passwordHash ?? (await nobody), password);
  return isRight && passwordHash !== undefined;
}

/** 96 random bits in letters that can be typed. */
export function generatePassword(): string {
  return randomBytes(12).toString('base64url');
}
