/** What the website asks of cms-api: its typed client, and what it tells in the words of the pages. */
import {
  CmsProblem,
  type ContentTypes,
  createCmsClient,
  type Entry,
  included,
} from '@throughline/cms-api/client';

export type Tag = { slug: string; name: string };
export type ArticleCard = {
  slug: string;
  title: string;
  summary: string;
  publishedAt: string;
  readingMinutes: number;
  author: { slug: string; name: string };
  tags: Tag[];
};
/** Of the blocks that rich text may hold, these are the ones that the magazine uses. */
export type Block = { type: 'paragraph' | 'heading' | 'quote'; spans: { text: string }[] };
export type Article = ArticleCard & { body: Block[]; author: { slug: string; name: string; role: string } };
export type Author = { slug: string; name: string; role: string; bio: string };
export type Month = { month: string; articles: number; readings: number; minutes: number };

export interface Cms {
  /** The newest, or those after a cursor; 20 a page. */
  articles(options: {
    cursor?: string;
    tag?: string;
  }): Promise<{ articles: ArticleCard[]; next: string | null }>;
  article(slug: string): Promise<Article | undefined>;
  authors(): Promise<(Author & { articleCount: number })[]>;
  author(slug: string): Promise<(Author & { articles: ArticleCard[] }) | undefined>;
  months(): Promise<Month[]>;
  search(words: string): Promise<ArticleCard[]>;
}

/** @param origin Of cms-api. Unknown things are undefined; anything else that is no success throws. */
export function createCms(origin: string): Cms {
  const client = createCmsClient({ origin });
  const include = ['author', 'tags'];

  return {
    articles: async ({ cursor, tag }) => {
      const filter = tag === undefined ? undefined : { 'tags.slug': { eq: tag } };
      const page = await orUndefined(client.list('articles', { include, filter, cursor }));
      return { articles: page?.entries.map(toArticle) ?? [], next: page?.next ?? null };
    },
    article: async (slug) => {
      const entry = await client.read('articles', slug, { include });
      return entry && toArticle(entry);
    },
    authors: async () => (await client.get('/magazine/authors')).authors,
    author: (slug) => orUndefined(client.get('/magazine/authors/{slug}', { slug })),
    months: async () => (await client.get('/magazine/archive')).months,
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

function toArticle({ publishedAt, fields }: ArticleEntry): Article {
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
  };
}

function toBlock(block: NonNullable<ArticleEntry['fields']['body']>[number]): Block[] {
  const { type } = block;
  return type === 'paragraph' || type === 'heading' || type === 'quote' ? [{ type, spans: block.spans }] : [];
}
