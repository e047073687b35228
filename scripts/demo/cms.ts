/** What the website asks of cms-api: its typed client, and what it tells in the words of the pages. */

import {
  CmsProblem,
  type ContentTypes,
  createCmsClient,
  type Entry,
  included,
} from '@throughline/cms-api/client';
import type { ServerFault } from './faults.ts';
import type { Locale } from './words.ts';

export type Tag = { slug: string; name: string };
export type ArticleCard = {
  slug: string;
  title: string;
  summary: string;
  publishedAt: string;
  readingMinutes: number;
  author: { slug: string; name: string };
  tags: Tag[];
  /** Undefined until it is drawn, and where it was not asked for. */
  cover?: Cover;
};
/** A picture in the sizes that cms-api makes of it. */
export type Cover = {
  src: string;
  srcset: string;
  width: number;
  height: number;
  alt: string;
  credit: string;
};
export type Piece = { text: string; isHit: boolean };
export type Found = { slug: string; title: Piece[]; text: Piece[] };
/** Of the blocks that rich text may hold, these are the ones that the magazine uses. */
export type Block = { type: 'paragraph' | 'heading' | 'quote'; spans: { text: string }[] };
export type Article = ArticleCard & { body: Block[]; author: { slug: string; name: string; role: string } };
export type Author = { slug: string; name: string; role: string; bio: string };
export type Month = { month: string; articles: number; readings: number; minutes: number };

export interface Cms {
  /** The newest, or those after a cursor; 20 a page. */
  articles(options: {
    locale: Locale;
    cursor?: string;
    tag?: string;
  }): Promise<{ articles: ArticleCard[]; next: string | null }>;
  article(slug: string, locale: Locale): Promise<Article | undefined>;
  /** By their words, in one language. */
  find(words: string, locale: Locale): Promise<Found[]>;
  authors(): Promise<(Author & { articleCount: number })[]>;
  author(slug: string): Promise<(Author & { articles: ArticleCard[] }) | undefined>;
  months(): Promise<Month[]>;
  search(words: string): Promise<ArticleCard[]>;
  /** Asks something in a way that is wrong on purpose. */
  askWrongly(slug: string, way: ServerFault): Promise<void>;
}

/** @param origin Of cms-api. Unknown things are undefined; anything else that is no success throws. */
export function createCms(origin: string): Cms {
  const client = createCmsClient({ origin });
  const include = ['author', 'tags', 'cover'];

  return {
    articles: async ({ locale, cursor, tag }) => {
      const filter = tag === undefined ? undefined : { 'tags.slug': { eq: tag } };
      const page = await orUndefined(client.list('articles', { include, filter, cursor, locale }));
      return {
        articles: page?.entries.map((entry) => toArticle(entry, origin)) ?? [],
        next: page?.next ?? null,
      };
    },
    article: async (slug, locale) => {
      const entry = await client.read('articles', slug, { include, locale });
      return entry && toArticle(entry, origin);
    },
    find: async (q, locale) => {
      const answer = await orUndefined(client.get('/search', {}, { q, locale, type: 'articles' }));
      return (answer?.hits ?? []).map(({ slug, title, text }) => ({ slug: slug ?? '', title, text }));
    },
    authors: async () => (await client.get('/magazine/authors')).authors,
    author: (slug) => orUndefined(client.get('/magazine/authors/{slug}', { slug })),
    months: async () => (await client.get('/magazine/archive')).months,
    askWrongly: async (slug, way) => {
      // Not in the client: the endpoint is there only in a demo with faults.
      const answer = await fetch(
        `${origin}/api/v1/magazine/articles/${encodeURIComponent(slug)}/planted/${way}`,
      );
      if (!answer.ok) throw new Error(`cms-api answered ${answer.status}: has it DEMO_FAULTS=1 too?`);
      await answer.arrayBuffer();
    },
    search: async (q) => (await orUndefined(client.get('/magazine/search', {}, { q })))?.articles ?? [],
  };
}

/** What visitors type into the address may be nonsense to the API. */
async function orUndefined<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CmsProblem && (error.status === 400 || error.status === 404)) return undefined;
    throw error;
  }
}

type ArticleEntry = Entry<ContentTypes['articles']['fields']>;

function toArticle({ publishedAt, fields }: ArticleEntry, origin: string): Article {
  const author = included(fields.author)?.fields;
  return {
    slug: fields.slug ?? '',
    title: fields.title ?? '',
    summary: fields.summary ?? '',
    publishedAt: publishedAt ?? '',
    readingMinutes: fields.readingMinutes ?? 0,
    body: (fields.body ?? []).flatMap(toBlock),
    author: { slug: author?.slug ?? '', name: author?.name ?? '', role: author?.role ?? '' },
    tags: (fields.tags ?? []).flatMap((tag) => {
      const { slug, name } = included(tag)?.fields ?? {};
      return slug && name ? [{ slug, name }] : [];
    }),
    cover: toCover(fields.cover, origin),
  };
}

/** The browser asks cms-api itself: its paths become addresses. */
function toCover(cover: ArticleEntry['fields']['cover'], origin: string): Cover | undefined {
  if (typeof cover !== 'object' || !cover?.srcset || !cover.width || !cover.height) return undefined;
  const { src, srcset, width, height, alt, credit } = cover;
  return {
    src: origin + src,
    srcset: srcset.replaceAll('/api/', `${origin}/api/`),
    width,
    height,
    alt,
    credit,
  };
}

function toBlock(block: NonNullable<ArticleEntry['fields']['body']>[number]): Block[] {
  const { type } = block;
  return type === 'paragraph' || type === 'heading' || type === 'quote' ? [{ type, spans: block.spans }] : [];
}
