/** Where a page ended, as one opaque word: the sort values of its last row. */
import { z } from 'zod';
import { isCleanText } from '../content-types/text.ts';
import { Refusal } from './problem.ts';

export const cursorParameter = z.string().max(8_000).optional().describe('`next` of the page before.');

export function formatCursor(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** @throws Refusal when it is none of ours, or of a list in another order. */
export function parseCursor(word: string, count: number): string[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(word, 'base64url').toString());
    const fits = Array.isArray(values) && values.length === count;
    if (fits && values.every((value) => typeof value === 'string' && isCleanText(value))) return values;
  } catch {
    // Not ours, told below.
  }
  throw new Refusal('invalid_query', 'The cursor is not one that this list gave out.', 'cursor');
}
