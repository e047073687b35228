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
export type Article = ArticleCard & { body: string; author: { slug: string; name: string; role: string } };
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
      const query = new URLSearchParams({ ...(cursor && { cursor }), ...(tag && { tag }) });
      const page = await read<Awaited<ReturnType<Cms['articles']>>>(`articles?${query}`);
      return page ?? { articles: [], next: null };
    },
    article: (slug) => read(`articles/${encodeURIComponent(slug)}`),
    authors: async () =>
      (await read<{ authors: Awaited<ReturnType<Cms['authors']>> }>('authors'))?.authors ?? [],
    author: (slug) => read(`authors/${encodeURIComponent(slug)}`),
    months: async () => (await read<{ months: Month[] }>('archive'))?.months ?? [],
    search: async (words) =>
      (await read<{ articles: ArticleCard[] }>(`search?${new URLSearchParams({ q: words })}`))?.articles ??
      [],
  };
}
