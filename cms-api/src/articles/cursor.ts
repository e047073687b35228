/** Where a page of articles ended: the moment and the id of its last article, as one opaque word. */

export type Cursor = { publishedAtMs: number; id: string };

export function formatCursor({ publishedAtMs, id }: Cursor): string {
  return Buffer.from(`${publishedAtMs}.${id}`).toString('base64url');
}

/** Undefined when it is none of ours. */
export function parseCursor(word: string): Cursor | undefined {
  const [, publishedAtMs, id] =
    /^(-?\d{1,15})\.(\d{1,18})$/.exec(Buffer.from(word, 'base64url').toString()) ?? [];
  return publishedAtMs && id ? { publishedAtMs: Number(publishedAtMs), id } : undefined;
}
