/** Passwords as argon2id hashes, with the parameters OWASP names first (19 MiB, 2 passes, 1 lane). */
import { randomBytes, randomUUID } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { z } from 'zod';
import { Text } from '../content-types/text.ts';

const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const Password = Text.min(10, 'takes at least 10 characters').max(200);
/** What is only compared may be anything. */
export const GivenPassword = z.string().max(1_000);

export function hashPassword(password: string): Promise<string> {
  return hash(password, parameters);
}

/** A hash of nothing anybody knows: an unknown user costs as much time as a known one. */
const nobody = hashPassword(randomUUID());

export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  const isRight = await verify(passwordHash ?? (await nobody), password);
  return isRight && passwordHash !== undefined;
}

/** 96 random bits in letters that can be typed. */
export function generatePassword(): string {
  return randomBytes(12).toString('base64url');
}
