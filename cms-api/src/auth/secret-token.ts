/** Random tokens: shown once, kept as their hash. */
import { createHash, randomBytes } from 'node:crypto';

export const apiTokenPrefix = 'cms_';

export function createSecret(prefix: string): { token: string; hash: Buffer } {
  const token = prefix + randomBytes(32).toString('base64url');
  return { token, hash: hashSecret(token) };
}

export function hashSecret(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
