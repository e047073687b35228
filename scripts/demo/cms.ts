/** What the website asks of cms-api, over HTTP like any other client. */

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
export type Span = { text: string };
/** Of the blocks that rich text may hold, these are the ones that the magazine uses. */
export type Block = { type: 'paragraph' | 'heading' | 'quote'; spans: Span[] };
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

const answerWithinMs = 15_000;

/** @param origin Of cms-api. Unknown things are undefined; anything else that is no success throws. */
export function createCms(origin: string): Cms {
  async function read<Body>(path: string): Promise<Body | undefined> {
    const answer = await fetch(`${origin}/api/v1/${path}`, { signal: AbortSignal.timeout(answerWithinMs) });
    if (answer.status === 404 || answer.status === 400) {
      await answer.body?.cancel();
      return undefined;
    }
    if (!answer.ok) throw new Error(`cms-api answered ${answer.status} to ${path}`);
    // Our own API: the shapes above are those of its schema.
    return (await answer.json()) as Body;
  }

  return {
    articles: async ({ cursor, tag }) => {
      const query = new URLSearchParams({
        include: 'author,tags',
        ...(cursor && { cursor }),
        ...(tag && { 'filter[tags.slug][eq]': tag }),
      });
      const page = await read<{ entries: ArticleEntry[]; next: string | null }>(`content/articles?${query}`);
      return { articles: page?.entries.map(toArticle) ?? [], next: page?.next ?? null };
    },
    article: async (slug) => {
      const path = `content/articles/${encodeURIComponent(slug)}?include=author,tags`;
      const entry = await read<ArticleEntry>(path);
      return entry && toArticle(entry);
    },
    authors: async () =>
      (await read<{ authors: Awaited<ReturnType<Cms['authors']>> }>('magazine/authors'))?.authors ?? [],
    author: (slug) => read(`magazine/authors/${encodeURIComponent(slug)}`),
    months: async () => (await read<{ months: Month[] }>('magazine/archive'))?.months ?? [],
    search: async (words) =>
      (await read<{ articles: ArticleCard[] }>(`magazine/search?${new URLSearchParams({ q: words })}`))
        ?.articles ?? [],
  };
}

type ArticleEntry = {
  publishedAt: string;
  fields: Pick<Article, 'slug' | 'title' | 'summary' | 'readingMinutes' | 'body'> & {
    author: { fields: Article['author'] };
    tags: { fields: Tag }[];
  };
};

function toArticle({ publishedAt, fields }: ArticleEntry): Article {
  return {
    ...fields,
    publishedAt,
    author: fields.author.fields,
    tags: fields.tags.map((tag) => tag.fields),
  };
}
