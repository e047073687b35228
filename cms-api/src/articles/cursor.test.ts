import { describe, expect, it } from 'vitest';
import { formatCursor, parseCursor } from './cursor.ts';

describe('a cursor', () => {
  it('comes back as it was', () => {
    const cursor = { publishedAtMs: 1_780_000_000_123, id: '42' };

    expect(parseCursor(formatCursor(cursor))).toEqual(cursor);
  });

  it.each([
    '',
    'x',
    '%',
    Buffer.from('1.2.3').toString('base64url'),
    Buffer.from('a.1').toString('base64url'),
  ])('is not %j', (word) => {
    expect(parseCursor(word)).toBeUndefined();
  });
});
