/** Answers for readers, kept until an entry of a type in them changes. Drafts are never kept. */

import type { Found } from '../content/read.ts';
import { hasMedia, type Reading } from '../content/reading.ts';
import type { KnownType } from '../content-types/types.ts';
import type { Cache } from './cache.ts';

/** What answers that include files are forgotten by. */
export const mediaTag = 'media';

export type Responses = {
  /** @param asked What tells one question from another. */
  of(
    reading: Reading,
    types: readonly KnownType[],
    asked: unknown[],
    read: () => Promise<Found | undefined>,
  ): Promise<Found | undefined>;
  forget(tags: readonly string[]): void;
};

/** @param cache Undefined: everything is read anew. */
export function createResponses(cache: Cache | undefined): Responses {
  return {
    async of(reading, types, asked, read) {
      if (!cache || reading.side === 'draft') return await read();

      const tags = types.map(({ name }) => `type:${name}`);
      if (hasMedia(reading)) tags.push(mediaTag);
      const text = await cache.get(JSON.stringify(asked), tags, async () => {
        const found = await read();
        return found && `${found.tag}\n${found.json}`;
      });
      if (text === undefined) return undefined;
      const end = text.indexOf('\n');
      return { tag: text.slice(0, end), json: text.slice(end + 1) };
    },
    forget: (tags) => cache?.forget(tags),
  };
}
