/** Lists and entries over HTTP, with the validators that spare their reading. */
import { z } from 'zod';
import type { Responses } from '../cache/responses.ts';
import type { Types } from '../content-types/types.ts';
import { type Answer, type Endpoint, endpoint } from '../http/endpoint.ts';
import { isSame } from '../http/etag.ts';
import { notFound } from '../http/problem.ts';
import { listParameters, parseListing, parseReading, readParameters } from './list-query.ts';
import type { Locales } from './locales.ts';
import { byName, ofType } from './params.ts';
import { type Found, listEntries, readEntry, readEntryTag, readRevisions } from './read.ts';
import { type Reading, typesOf } from './reading.ts';
import { Entry, EntryList } from './schema.ts';

export type ContentDeps = { types: Types; locales: Locales; responses: Responses };

/** Checked by the definition of the type that is asked for. */
const anyQuery = z.record(z.string(), z.unknown());

export function readEndpoints({ types, locales, responses }: ContentDeps): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/content/{type}',
      access: 'public',
      tag: 'content',
      summary: 'List entries',
      params: ofType,
      query: anyQuery,
      queryParameters: listParameters,
      answers: { 200: EntryList },
      isConditional: true,
      async handle({ db, params, query, principal, headers }) {
        const type = await types.named(params.type);
        const listing = await parseListing(query, type, { types, locales, principal });
        const { reading } = listing;
        return await answerConditionally(reading, headers['if-none-match'], {
          readTag: () => readRevisions(db, type, reading),
          read: () =>
            responses.of(reading, typesOf(type, reading.includes), ['list', params.type, query], () =>
              listEntries(db, type, listing),
            ),
        });
      },
    }),
    endpoint({
      method: 'get',
      path: '/content/{type}/{id}',
      access: 'public',
      tag: 'content',
      summary: 'Read an entry by its id or slug',
      params: byName,
      query: anyQuery,
      queryParameters: readParameters,
      answers: { 200: Entry },
      isConditional: true,
      async handle({ db, params, query, principal, headers }) {
        const type = await types.named(params.type);
        const reading = await parseReading(query, type, { types, locales, principal });
        return await answerConditionally(reading, headers['if-none-match'], {
          readTag: () => readEntryTag(db, type, params.id, reading),
          read: () =>
            responses.of(reading, typesOf(type, reading.includes), ['entry', params, query], () =>
              readEntry(db, type, params.id, reading),
            ),
        });
      },
    }),
  ];
}

/** The cheap look first, when the client holds something; the answer only when it is another one. */
async function answerConditionally(
  reading: Reading,
  ifNoneMatch: string | undefined,
  { readTag, read }: { readTag(): Promise<string | undefined>; read(): Promise<Found | undefined> },
): Promise<Answer> {
  const isPublished = reading.side === 'published';
  const etagOf = (tagText: string) => `"${tagText}${isPublished ? '' : `.d${reading.ownerId ?? ''}`}"`;
  const headers = {
    'Cache-Control': isPublished ? 'public, max-age=0, must-revalidate' : 'private, no-cache',
    Vary: 'Authorization',
  };
  if (ifNoneMatch !== undefined) {
    const tagText = await readTag();
    if (tagText !== undefined && isSame(ifNoneMatch, etagOf(tagText))) {
      return { status: 304, headers: { ...headers, ETag: etagOf(tagText) } };
    }
  }
  const found = await read();
  if (!found) throw notFound('entry');
  return { status: 200, json: found.json, headers: { ...headers, ETag: etagOf(found.tag) } };
}
