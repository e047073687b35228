/** Fills an empty database with the demo magazine and a long log of who read what. All of it or nothing. */
import type { Pool, PoolClient } from 'pg';
import { row, sql } from '../db/sql.ts';
import { articleCount, writeArticles } from './magazine.ts';
import { authors, tags } from './people.ts';

/** Enough that one reading of the whole table takes about a tenth of a second: the demo's slow pages are honestly slow. */
export const demoReadings = 600_000;
const readerCount = 80_000;
const readingsPerBatch = 50_000;
const articlesPerBatch = 100;
/** Two first starts at once must not both write. Any number that nothing else here uses. */
const seedLock = 7_346_001;

/** @returns What was written, or undefined when there were articles already. */
export async function seedDemo(
  pool: Pool,
  { now, readings }: { now: Date; readings: number },
): Promise<{ articles: number; readings: number } | undefined> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(sql`select pg_advisory_xact_lock(${seedLock})`);
    const any = await row(client, sql`select 1 from articles limit 1`);
    if (!any) await write(client, readings, now);
    await client.query('commit');
    if (any) return undefined;

    // Without statistics the planner would guess; without the visibility map the first readers would pay for the writing.
    await client.query('vacuum (analyze) readings, articles, article_tags, authors, tags');
    return { articles: articleCount, readings };
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

async function write(client: PoolClient, readings: number, now: Date): Promise<void> {
  await client.query(sql`
    insert into authors (slug, name, role, bio)
    select slug, name, role, bio
    from jsonb_to_recordset(${JSON.stringify(authors)}::jsonb) as x (slug text, name text, role text, bio text)`);
  await client.query(sql`
    insert into tags (slug, name)
    select slug, name
    from jsonb_to_recordset(${JSON.stringify(tags)}::jsonb) as x (slug text, name text)`);

  const articles = writeArticles();
  for (let from = 0; from < articles.length; from += articlesPerBatch) {
    await insertArticles(client, articles.slice(from, from + articlesPerBatch), now);
  }
  for (let from = 0; from < readings; from += readingsPerBatch) {
    await insertReadings(client, from, Math.min(from + readingsPerBatch, readings) - 1, now);
  }
}

async function insertArticles(
  client: PoolClient,
  articles: ReturnType<typeof writeArticles>,
  now: Date,
): Promise<void> {
  const batch = JSON.stringify(articles);
  await client.query(sql`
    insert into articles (slug, title, summary, body, author_id, published_at, reading_minutes)
    select x.slug, x.title, x.summary, x.body, w.id, ${now}::timestamptz - x."ageDays" * interval '1 day',
      x."readingMinutes"
    from jsonb_to_recordset(${batch}::jsonb) as x (
      slug text, title text, summary text, body text, "authorSlug" text, "ageDays" float, "readingMinutes" smallint)
    join authors w on w.slug = x."authorSlug"`);
  await client.query(sql`
    insert into article_tags (article_id, tag_id)
    select a.id, t.id
    from jsonb_to_recordset(${batch}::jsonb) as x (slug text, "tagSlugs" jsonb)
    join articles a on a.slug = x.slug
    join tags t on x."tagSlugs" ? t.slug`);
}

/** Made inside the database from the row's number, so that nothing has to be sent; squares, or reader and article would go in step; some articles are favourites. */
async function insertReadings(client: PoolClient, from: number, to: number, now: Date): Promise<void> {
  await client.query(sql`
    insert into readings (reader_id, article_id, read_at, seconds)
    select (${readerCount} * r1)::integer, a.id,
      a.published_at + power(r3, 3) * (${now}::timestamptz - a.published_at), 20 + (r2 * 400)::integer
    from (
      select n, (n * n * 48271 % 2147483647) / 2147483647.0::float8 as r1,
        (n * n * 69621 % 2147483647) / 2147483647.0::float8 as r2,
        (n * n * 39373 % 2147483647) / 2147483647.0::float8 as r3
      from generate_series(${from + 1_000_003}::bigint, ${to + 1_000_003}::bigint) as n
    ) made
    join (
      select id, published_at, row_number() over (order by published_at desc) - 1 as rank
      from articles
    ) a on a.rank = floor(power(r2, 1.5) * ${articleCount})`);
}
