/** What the demo magazine adds to the API. */
import { z } from 'zod';
import { Slug, Text } from '../content-types/text.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { notFound } from '../http/problem.ts';
import {
  Card,
  listMonths,
  listRelated,
  listWriters,
  Month,
  readWriter,
  searchArticles,
  Writer,
} from './store.ts';

const tag = 'articles';
const bySlug = z.object({ slug: Slug });

export const magazineEndpoints: Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/magazine/articles/{slug}/related',
    access: 'public',
    tag,
    summary: 'What the readers of an article read besides',
    params: bySlug,
    answers: { 200: z.object({ articles: z.array(Card) }) },
    handle: async ({ db, params }) => ({
      status: 200,
      body: { articles: await listRelated(db, params.slug) },
    }),
  }),
  endpoint({
    method: 'get',
    path: '/magazine/search',
    access: 'public',
    tag,
    summary: 'Articles that hold some words',
    query: z.strictObject({ q: Text.trim().min(2).max(80) }),
    answers: { 200: z.object({ articles: z.array(Card) }) },
    handle: async ({ db, query }) => ({ status: 200, body: { articles: await searchArticles(db, query.q) } }),
  }),
  endpoint({
    method: 'get',
    path: '/magazine/archive',
    access: 'public',
    tag,
    summary: 'Month by month, how much was written and read',
    answers: { 200: z.object({ months: z.array(Month) }) },
    handle: async ({ db }) => ({ status: 200, body: { months: await listMonths(db) } }),
  }),
  endpoint({
    method: 'get',
    path: '/magazine/authors',
    access: 'public',
    tag,
    summary: 'The writers, and how much they wrote',
    answers: { 200: z.object({ authors: z.array(Writer.extend({ articleCount: z.int() })) }) },
    handle: async ({ db }) => ({ status: 200, body: { authors: await listWriters(db) } }),
  }),
  endpoint({
    method: 'get',
    path: '/magazine/authors/{slug}',
    access: 'public',
    tag,
    summary: 'A writer with everything they wrote',
    params: bySlug,
    answers: { 200: Writer.extend({ articles: z.array(Card) }) },
    async handle({ db, params }) {
      const writer = await readWriter(db, params.slug);
      if (!writer) throw notFound('author');
      return { status: 200, body: writer };
    },
  }),
];
