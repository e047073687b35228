/** The magazine's own questions, beyond what every content type can be asked. Some of them are slow, and honestly so. */
import { z } from 'zod';
import { type Db, raw, row, rows, type Sql, sql } from '../db/sql.ts';

const Tag = z.object({ slug: z.string(), name: z.string() });

/** An article as lists show it. */
export const Card = z
  .object({
    slug: z.string(),
    title: z.string(),
    summary: z.string(),
    publishedAt: z.iso.datetime(),
    readingMinutes: z.int(),
    author: z.object({ slug: z.string(), name: z.string() }),
    tags: z.array(Tag),
  })
  .meta({ id: 'MagazineCard' });
export type Card = z.infer<typeof Card>;

export const Writer = z
  .object({ slug: z.string(), name: z.string(), role: z.string(), bio: z.string() })
  .meta({ id: 'MagazineWriter' });
export type Writer = z.infer<typeof Writer>;

export const Month = z
  .object({
    month: z.iso.date().describe('Its first day in UTC.'),
    articles: z.int(),
    readings: z.int(),
    minutes: z.int(),
  })
  .meta({ id: 'MagazineMonth' });
export type Month = z.infer<typeof Month>;

type CardRow = Omit<Card, 'author' | 'tags'> & { id: string; author_slug: string; author_name: string };

const cardColumns = raw(`a.id, a.published_slug as slug, a.published ->> 'title' as title,
  a.published ->> 'summary' as summary, (a.published ->> 'readingMinutes')::integer as "readingMinutes",
  to_char(a.published_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "publishedAt",
  w.published_slug as author_slug, w.published ->> 'name' as author_name`);
const author = raw(`join authors w on w.id = (a.published ->> 'author')::uuid`);

/** What the readers of this article read besides, most shared readers first. Reads the whole log of readings twice. */
export async function listRelated(db: Db, slug: string): Promise<Card[]> {
  return await toCards(
    db,
    sql`
      select ${cardColumns}
      from (
        select theirs.article_id, count(*) as readers
        from articles this
        join readings mine on mine.article_id = this.id
        join readings theirs on theirs.reader_id = mine.reader_id
        where this.published_slug = ${slug} and theirs.article_id <> this.id
        group by theirs.article_id
        order by readers desc, theirs.article_id
        limit 3
      ) shared
      join articles a on a.id = shared.article_id
      ${author}
      order by shared.readers desc, a.id`,
  );
}

/** Texts are searched as they are, without an index: a word in the middle of a sentence is found too. */
export async function searchArticles(db: Db, words: string): Promise<Card[]> {
  const pattern = `%${words.replace(/[\\%_]/g, '\\$&')}%`;
  return await toCards(
    db,
    sql`
      select ${cardColumns}
      from articles a
      ${author}
      where a.published ->> 'title' ilike ${pattern} or a.published ->> 'summary' ilike ${pattern}
        or exists (
          select from jsonb_path_query(a.published_long, '$.body[*].spans[*].text') as text
          where text #>> '{}' ilike ${pattern})
      order by a.published_at desc, a.id desc
      limit 40`,
  );
}

/** Every month that has articles, newest first, with how often and how long they were read in it. */
export function listMonths(db: Db): Promise<Month[]> {
  return rows<Month>(
    db,
    sql`
      select to_char(written.month, 'YYYY-MM-DD') as month, written.articles,
        coalesce(read.readings, 0)::integer as readings,
        coalesce(read.seconds / 60, 0)::integer as minutes
      from (
        select date_trunc('month', published_at at time zone 'utc') as month, count(*)::integer as articles
        from articles
        where published is not null
        group by 1
      ) written
      left join (
        select date_trunc('month', read_at at time zone 'utc') as month, count(*) as readings,
          sum(seconds) as seconds
        from readings
        group by 1
      ) read using (month)
      order by written.month desc`,
  );
}

const writerColumns = raw(`w.published_slug as slug, w.published ->> 'name' as name,
  coalesce(w.published ->> 'role', '') as role, coalesce(w.published ->> 'bio', '') as bio`);

export function listWriters(db: Db): Promise<(Writer & { articleCount: number })[]> {
  return rows(
    db,
    sql`
      select ${writerColumns}, count(a.id)::integer as "articleCount"
      from authors w
      left join articles a on (a.published ->> 'author')::uuid = w.id
      where w.published is not null
      group by w.id, w.published_slug, w.published
      order by name`,
  );
}

/** An honest N+1, kept for the demo to be found: two statements for each article, one after another. */
export async function readWriter(db: Db, slug: string): Promise<(Writer & { articles: Card[] }) | undefined> {
  const found = await row<Writer & { id: string }>(
    db,
    sql`
      select w.id, ${writerColumns}
      from authors w
      where w.published_slug = ${slug}`,
  );
  if (!found) return undefined;

  const { id, ...writer } = found;
  const articles: Card[] = [];
  for (const articleId of await listArticleIds(db, id)) {
    const [card] = await rows<CardRow>(
      db,
      sql`select ${cardColumns} from articles a ${author} where a.id = ${articleId}`,
    );
    if (card) articles.push(toCard(card, await listTags(db, articleId)));
  }
  return { ...writer, articles };
}

async function listArticleIds(db: Db, writerId: string): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db,
    sql`
      select id
      from articles
      where published @> ${JSON.stringify({ author: writerId })}::jsonb
      order by published_at desc, id desc`,
  );
  return found.map(({ id }) => id);
}

function listTags(db: Db, articleId: string): Promise<z.infer<typeof Tag>[]> {
  return rows(
    db,
    sql`
      select t.published_slug as slug, t.published ->> 'name' as name
      from articles a, jsonb_array_elements_text(a.published -> 'tags') as held (id)
      join tags t on t.id = held.id::uuid
      where a.id = ${articleId}
      order by name`,
  );
}

/** The tags of all of them in one statement. */
async function toCards(db: Db, statement: Sql): Promise<Card[]> {
  const found = await rows<CardRow>(db, statement);
  const tags = await rows<z.infer<typeof Tag> & { article_id: string }>(
    db,
    sql`
      select a.id as article_id, t.published_slug as slug, t.published ->> 'name' as name
      from articles a, jsonb_array_elements_text(a.published -> 'tags') as held (id)
      join tags t on t.id = held.id::uuid
      where a.id = any(${found.map(({ id }) => id)}::uuid[])
      order by name`,
  );
  return found.map((card) =>
    toCard(
      card,
      tags.filter(({ article_id }) => article_id === card.id).map(({ slug, name }) => ({ slug, name })),
    ),
  );
}

function toCard({ id: _, author_slug, author_name, ...card }: CardRow, tags: Card['tags']): Card {
  return { ...card, author: { slug: author_slug, name: author_name }, tags };
}
