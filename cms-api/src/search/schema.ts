/** What a search is answered with. */
import { z } from 'zod';

/** Parts of a text: a page marks the hits without trusting any markup. */
const Highlight = z
  .array(z.object({ text: z.string(), isHit: z.boolean() }))
  .describe('A text in pieces; those that were found are hits.');
export type Highlight = z.infer<typeof Highlight>;

export const SearchHit = z
  .object({
    type: z.string(),
    id: z.uuid(),
    slug: z.string().nullable(),
    locale: z.string().describe('The language of the text that was found.'),
    title: Highlight,
    text: Highlight,
    score: z.number(),
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof SearchHit>;

export const SearchAnswer = z
  .object({
    hits: z.array(SearchHit),
    nextPage: z.int().nullable(),
    corrected: z
      .record(z.string(), z.array(z.string()))
      .describe('Words that stand nowhere, with those that were looked for instead.'),
  })
  .meta({ id: 'SearchAnswer' });
export type SearchAnswer = z.infer<typeof SearchAnswer>;
