/** The articles' questions to the database. A list costs two statements, however long it is. */
import { type Db, row, rows, sql } from '../db/sql.ts';
import { type Cursor, formatCursor } from './cursor.ts';
import type { Article, ArticleCard, ArticlePage, ListQuery, Tag } from './schema.ts';

export type CardRow = {
  /** bigint arrives as text. */
  id: string;
  slug: string;
  title: string;
  summary: string;
  published_at: Date;
  reading_minutes: number;
  author_slug: string;
  author_name: string;
};

/** Newest first. Paged by the last article seen, so that a deep page costs no more than the first. */
export async function listArticles(
  db: Db,
  { limit, tag }: ListQuery,
  after: Cursor | undefined,
): Promise<ArticlePage> {
  const found = await rows<CardRow>(
    db,
    sql`
      select a.id, a.slug, a.title, a.summary, a.published_at, a.reading_minutes,
        w.slug as author_slug, w.name as author_name
      from articles a
      join authors w on w.id = a.author_id
      where (${after ? new Date(after.publishedAtMs) : null}::timestamptz is null
          or (a.published_at, a.id) < (${after ? new Date(after.publishedAtMs) : null}, ${after?.id ?? null}::bigint))
        and (${tag ?? null}::text is null or exists (
          select from article_tags x
          join tags t on t.id = x.tag_id
          where x.article_id = a.id and t.slug = ${tag ?? null}))
      order by a.published_at desc, a.id desc
      limit ${limit + 1}`,
  );
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const hasMore = found.length > limit && last !== undefined;

  return {
    articles: await withTags(db, page),
    next: hasMore ? formatCursor({ publishedAtMs: last.published_at.getTime(), id: last.id }) : null,
  };
}

export async function readArticle(db: Db, slug: string): Promise<Article | undefined> {
  const found = await row<CardRow & { body: string; author_role: string }>(
    db,
    sql`
      select a.id, a.slug, a.title, a.summary, a.body, a.published_at, a.reading_minutes,
        w.slug as author_slug, w.name as author_name, w.role as author_role
      from articles a
      join authors w on w.id = a.author_id
      where a.slug = ${slug}`,
  );
  if (!found) return undefined;

  const card = toCard(found, await listTags(db, found.id));
  return { ...card, body: found.body, author: { ...card.author, role: found.author_role } };
}

/** Texts are searched as they are, without an index: a word in the middle of a sentence is found too. */
export async function searchArticles(db: Db, words: string): Promise<ArticleCard[]> {
  const pattern = `%${words.replace(/[\\%_]/g, '\\$&')}%`;
  const found = await rows<CardRow>(
    db,
    sql`
      select a.id, a.slug, a.title, a.summary, a.published_at, a.reading_minutes,
        w.slug as author_slug, w.name as author_name
      from articles a
      join authors w on w.id = a.author_id
      where a.title ilike ${pattern} or a.summary ilike ${pattern} or a.body ilike ${pattern}
      order by a.published_at desc, a.id desc
      limit 40`,
  );
  return withTags(db, found);
}

/** The tags of one article. In a loop over articles this is an N+1: lists take `withTags`. */
export function listTags(db: Db, articleId: string): Promise<Tag[]> {
  return rows<Tag>(
    db,
    sql`
      select t.slug, t.name
      from article_tags x
      join tags t on t.id = x.tag_id
      where x.article_id = ${articleId}
      order by t.name`,
  );
}

/** The tags of all of them in one statement. */
export async function withTags(db: Db, articles: CardRow[]): Promise<ArticleCard[]> {
  if (articles.length === 0) return [];
  const found = await rows<Tag & { article_id: string }>(
    db,
    sql`
      select x.article_id, t.slug, t.name
      from article_tags x
      join tags t on t.id = x.tag_id
      where x.article_id = any(${articles.map((article) => article.id)}::bigint[])
      order by t.name`,
  );
  const tagsOf = new Map<string, Tag[]>(articles.map((article) => [article.id, []]));
  for (const { article_id, slug, name } of found) tagsOf.get(article_id)?.push({ slug, name });
  return articles.map((article) => toCard(article, tagsOf.get(article.id) ?? []));
}

export function toCard(article: CardRow, tags: Tag[]): ArticleCard {
  return {
    slug: article.slug,
    title: article.title,
    summary: article.summary,
    publishedAt: article.published_at.toISOString(),
    readingMinutes: article.reading_minutes,
    author: { slug: article.author_slug, name: article.author_name },
    tags,
  };
}
