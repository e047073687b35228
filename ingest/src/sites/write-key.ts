import { randomBytes } from 'node:crypto';

/** Public by nature: it stands in the pages of a site. */
export function newWriteKey(): string {
  return `pk_${randomBytes(18).toString('base64url')}`;
}
