/** Search over HTTP: what is published, in the reader's language. */
import { z } from 'zod';
import { parseFilters } from '../content/filter.ts';
import { filterParameter } from '../content/list-query.ts';
import type { Locales } from '../content/locales.ts';
import { TypeName } from '../content-types/definition.ts';
import { Text } from '../content-types/text.ts';
import type { Types } from '../content-types/types.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { Refusal, refusalOf } from '../http/problem.ts';
import { SearchAnswer } from './schema.ts';
import { search } from './store.ts';

const mostWords = 8;

const Query = z.strictObject({
  q: Text.trim().min(1).max(200),
  locale: z.string().max(35).optional(),
  type: TypeName.optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
  page: z.coerce.number().int().min(1).max(50).default(1),
});

export function searchEndpoints({ types, locales }: { types: Types; locales: Locales }): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/search',
      access: 'public',
      tag: 'search',
      summary: 'Find published entries by their words',
      description:
        'Every word has to be there, in any of its forms; the beginning of a word is enough, and a slip of the finger does no harm. Titles count most.',
      query: z.record(z.string(), z.unknown()),
      queryParameters: [
        {
          name: 'q',
          description: 'Up to eight words.',
          schema: { type: 'string', minLength: 1, maxLength: 200 },
        },
        {
          name: 'locale',
          description:
            'A locale of this server. What is not translated into it is found in the wider one, and at last in the first.',
          schema: { type: 'string' },
        },
        { name: 'type', description: 'Only entries of one type.', schema: { type: 'string' } },
        filterParameter,
        {
          name: 'limit',
          description: 'Entries on a page.',
          schema: { type: 'integer', minimum: 1, maximum: 50, default: 20 },
        },
        {
          name: 'page',
          description: 'From 1.',
          schema: { type: 'integer', minimum: 1, maximum: 50, default: 1 },
        },
      ],
      answers: { 200: SearchAnswer },
      async handle({ db, query }) {
        const isFilter = (name: string) => name.startsWith('filter[');
        const plain = Object.fromEntries(Object.entries(query).filter(([name]) => !isFilter(name)));
        const parsed = Query.safeParse(plain);
        if (!parsed.success) throw refusalOf('invalid_query', parsed.error);
        const { q, locale, type: name, limit, page } = parsed.data;
        if (name === undefined && Object.keys(query).some(isFilter)) {
          throw new Refusal('invalid_query', 'Filters go by the fields of one type: name it.', 'type');
        }
        const type = name === undefined ? undefined : await types.named(name);
        const filters = type ? await parseFilters(query, type, 'published', types) : [];
        const asked = [locales.all[0] ?? '', ...locales.chain(locale)];
        const body = await search(db, { words: wordsOf(q), locales: asked, type, filters, limit, page });
        return { status: 200, body, headers: { 'Cache-Control': 'public, no-cache' } };
      },
    }),
  ];
}

function wordsOf(text: string): string[] {
  const words = [...new Set(text.toLowerCase().match(/[\p{L}\p{N}\p{M}]{1,60}/gu) ?? [])];
  if (words.length === 0) throw new Refusal('invalid_query', 'Type a word.', 'q');
  if (words.length > mostWords) throw new Refusal('invalid_query', `At most ${mostWords} words.`, 'q');
  return words;
}
