/** Questions to the log of readings. Each of them reads the whole table, which has no index: see 0002_readings.sql. */

import type { ArticleCard } from '../articles/schema.ts';
import { type CardRow, withTags } from '../articles/store.ts';
import { type Db, rows, sql } from '../db/sql.ts';

/** What the readers of this article read besides, most shared readers first. */
export async function listRelated(db: Db, slug: string): Promise<ArticleCard[]> {
  const found = await rows<CardRow>(
    db,
    sql`
      select a.id, a.slug, a.title, a.summary, a.published_at, a.reading_minutes,
        w.slug as author_slug, w.name as author_name
      from (
        select theirs.article_id, count(*) as readers
        from articles this
        join readings mine on mine.article_id = this.id
        join readings theirs on theirs.reader_id = mine.reader_id
        where this.slug = ${slug} and theirs.article_id <> this.id
        group by theirs.article_id
        order by readers desc, theirs.article_id
        limit 3
      ) shared
      join articles a on a.id = shared.article_id
      join authors w on w.id = a.author_id
      order by shared.readers desc, a.id`,
  );
  return withTags(db, found);
}

/** `month` is its first day in UTC, `2026-03-01`. */
export type Month = { month: string; articles: number; readings: number; minutes: number };

/** Every month that has articles, newest first, with how often and how long they were read in it. */
export async function listMonths(db: Db): Promise<Month[]> {
  return rows<Month>(
    db,
    sql`
      select to_char(written.month, 'YYYY-MM-DD') as month, written.articles,
        coalesce(read.readings, 0)::integer as readings,
        coalesce(read.seconds / 60, 0)::integer as minutes
      from (
        select date_trunc('month', published_at at time zone 'utc') as month, count(*)::integer as articles
        from articles
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
