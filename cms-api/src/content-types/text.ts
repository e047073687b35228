/** Text that PostgreSQL can keep: no NUL, no half of a surrogate pair. */
import { z } from 'zod';

const refused = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

export function isCleanText(text: string): boolean {
  return !refused.test(text);
}

export const Text = z.string().refine(isCleanText, 'holds NUL or half of a character');

export const Slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case letters and digits, with single hyphens between')
  .max(120);
