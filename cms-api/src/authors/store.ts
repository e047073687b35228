/** Authors and what they wrote. */
import type { ArticleCard } from '../articles/schema.ts';
import { type CardRow, listTags, toCard } from '../articles/store.ts';
import { type Db, row, rows, sql } from '../db/sql.ts';

export type Author = { slug: string; name: string; role: string; bio: string };
export type AuthorWithArticles = Author & { articles: ArticleCard[] };

export function listAuthors(db: Db): Promise<(Author & { articleCount: number })[]> {
  return rows(
    db,
    sql`
      select w.slug, w.name, w.role, w.bio, count(a.id)::integer as "articleCount"
      from authors w
      left join articles a on a.author_id = w.id
      group by w.id
      order by w.name`,
  );
}

export async function readAuthor(db: Db, slug: string): Promise<AuthorWithArticles | undefined> {
  const author = await row<Author & { id: string }>(
    db,
    sql`
      select id, slug, name, role, bio
      from authors
      where slug = ${slug}`,
  );
  if (!author) return undefined;

  const { id, ...rest } = author;
  const found = await listArticleIds(db, id);
  const articles: ArticleCard[] = [];
  // An honest N+1, kept for the demo to be found: two statements for each article, one after another.
  for (const articleId of found) {
    const card = await readCard(db, articleId);
    if (card) articles.push(toCard(card, await listTags(db, articleId)));
  }
  return { ...rest, articles };
}

async function listArticleIds(db: Db, authorId: string): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db,
    sql`
      select id
      from articles
      where author_id = ${authorId}
      order by published_at desc, id desc`,
  );
  return found.map(({ id }) => id);
}

function readCard(db: Db, articleId: string): Promise<CardRow | undefined> {
  return row<CardRow>(
    db,
    sql`
      select a.id, a.slug, a.title, a.summary, a.published_at, a.reading_minutes,
        w.slug as author_slug, w.name as author_name
      from articles a
      join authors w on w.id = a.author_id
      where a.id = ${articleId}`,
  );
}
