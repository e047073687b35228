/** Fills an empty database with the demo magazine and a long log of who read what. All of it or nothing. */
import type { Pool } from 'pg';
import { v7 } from 'uuid';
import { theClock } from '../audit/record.ts';
import type { ContentType, Definition } from '../content-types/definition.ts';
import type { RichText } from '../content-types/rich-text.ts';
import { createType } from '../content-types/store.ts';
import { bulkInsert } from '../db/bulk.ts';
import { type Db, raw, row, rows, run, sql, transaction } from '../db/sql.ts';
import { articleCount, type Language, writeArticles } from './magazine.ts';
import { authors, tags } from './people.ts';
import * as german from './phrases-de.ts';
import * as french from './phrases-fr.ts';
import { pictureIds } from './pictures.ts';
import { articlesType, authorsType, tagsType } from './types.ts';

/** Enough that one reading of the whole table takes about a tenth of a second: the demo's slow pages are honestly slow. */
export const demoReadings = 600_000;
/** The locales it is translated into. */
export const demoLocales = ['de', 'fr'];
const readerCount = 80_000;
const readingsPerBatch = 50_000;
/** Two first starts at once must not both write. Any number that nothing else here uses. */
const seedLock = 7_346_001;
const dayMs = 86_400_000;

type Seed = {
  slug: string;
  fields: object;
  long?: object;
  publishedAt: Date;
  translations: { [locale in Exclude<Language, 'en'>]: object };
};

/** @returns What was written, or undefined when the magazine was there already. */
export async function seedDemo(
  pool: Pool,
  { now, readings }: { now: Date; readings: number },
): Promise<{ entries: number; readings: number } | undefined> {
  const entries = await transaction(pool, async (db) => {
    await rows(db, sql`select pg_advisory_xact_lock(${seedLock})`);
    const any = await row(db, sql`select 1 from cms.content_types where name = ${articlesType.name}`);
    return any ? undefined : await write(db, readings, now);
  });
  if (entries === undefined) return undefined;

  // Without statistics the planner would guess; without the visibility map the first readers would pay for the writing.
  await pool.query('vacuum (analyze) readings, articles, tags, authors');
  return { entries, readings };
}

async function write(db: Db, readings: number, now: Date): Promise<number> {
  const long = new Date(now.getTime() - 1_000 * dayMs);
  const authorIds = await writeType(
    db,
    authorsType,
    authors.map(({ slug, ...rest }) => ({
      slug,
      fields: { slug, ...rest },
      publishedAt: long,
      translations: { de: { role: german.roles[slug] }, fr: { role: french.roles[slug] } },
    })),
  );
  const tagIds = await writeType(
    db,
    tagsType,
    tags.map(({ slug, name }) => ({
      slug,
      fields: { slug, name },
      publishedAt: long,
      translations: { de: { name: german.tagNames[slug] }, fr: { name: french.tagNames[slug] } },
    })),
  );
  const [de, fr] = [writeArticles('de'), writeArticles('fr')];
  const translated = (all: typeof de, at: number) => {
    const { title, summary, body } = all[at] ?? { title: '', summary: '', body: '' };
    return { title, summary, body: toRichText(body) };
  };
  await writeType(
    db,
    articlesType,
    writeArticles().map(
      ({ slug, title, summary, body, authorSlug, tagSlugs, ageDays, readingMinutes }, at) => ({
        slug,
        fields: {
          title,
          slug,
          summary,
          readingMinutes,
          cover: pictureIds[at % pictureIds.length],
          author: authorIds.get(authorSlug),
          tags: tagSlugs.map((tag) => tagIds.get(tag)),
        },
        long: { body: toRichText(body) },
        publishedAt: new Date(now.getTime() - ageDays * dayMs),
        translations: { de: translated(de, at), fr: translated(fr, at) },
      }),
    ),
  );
  await writeReadings(db, readings, now);
  return authors.length + tags.length + articleCount;
}

/** @returns Id by slug. */
async function writeType(db: Db, definition: Definition, seeds: Seed[]): Promise<Map<string, string>> {
  const type: ContentType = await createType(db, definition, theClock);
  const columns = {
    type_id: 'integer',
    id: 'uuid',
    slug: 'text',
    published_slug: 'text',
    draft: 'jsonb',
    draft_long: 'jsonb',
    published: 'jsonb',
    published_long: 'jsonb',
    has_changes: 'boolean',
    published_at: 'timestamptz',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  };
  const ids = new Map(seeds.map(({ slug }) => [slug, v7()]));
  const values = seeds.map(({ slug, fields, long = {}, publishedAt: at }) => {
    const [short, texts] = [JSON.stringify(fields), JSON.stringify(long)];
    return [type.id, ids.get(slug), slug, slug, short, texts, short, texts, false, at, at, at];
  });
  await bulkInsert(db, raw(type.table), columns, values);
  await writeTranslations(db, type, ids, seeds);
  await run(
    db,
    sql`
      insert into cms.versions (type_id, entry_id, version, change, fields, translations, at)
      select type_id, id, version, 'create', draft || draft_long,
        coalesce((select jsonb_object_agg(locale, draft) from cms.translations where entry_id = e.id), '{}'), created_at
      from ${raw(type.table)} e`,
  );
  return ids;
}

/** Read through, of the source as it is. */
async function writeTranslations(
  db: Db,
  { id, table }: ContentType,
  ids: Map<string, string>,
  seeds: Seed[],
): Promise<void> {
  const columns = {
    type_id: 'integer',
    entry_id: 'uuid',
    locale: 'text',
    draft: 'jsonb',
    published: 'jsonb',
  };
  const values = seeds.flatMap(({ slug, translations }) =>
    Object.entries(translations).map(([locale, fields]) => {
      const text = JSON.stringify(fields);
      return [id, ids.get(slug), locale, text, text];
    }),
  );
  await bulkInsert(db, raw('cms.translations'), columns, values);
  await run(
    db,
    sql`
      update cms.translations t
      set states = (
        select jsonb_object_agg(key, jsonb_build_object('source', md5((e.draft || e.draft_long) ->> key), 'reviewed', true))
        from jsonb_object_keys(t.draft) as key)
      from ${raw(table)} e
      where e.id = t.entry_id and t.type_id = ${id}`,
  );
}

function toRichText(body: string): RichText {
  return body.split('\n\n').map((text) => {
    if (text.startsWith('## ')) return { type: 'heading', level: 2, spans: [{ text: text.slice(3) }] };
    if (text.startsWith('> ')) return { type: 'quote', spans: [{ text: text.slice(2) }] };
    return { type: 'paragraph', spans: [{ text }] };
  });
}

/**
 * Who read what: an append-only log without an index, which is why the demo's slow pages are slow. Made inside the database
 * from the row's number, so that nothing has to be sent; squares, or reader and article would go in step; some articles are
 * favourites.
 */
async function writeReadings(db: Db, readings: number, now: Date): Promise<void> {
  await run(
    db,
    raw(`
      create table readings (
        reader_id integer not null,
        article_id uuid not null,
        read_at timestamptz not null,
        seconds smallint not null
      )`),
  );
  for (let from = 0; from < readings; from += readingsPerBatch) {
    const to = Math.min(from + readingsPerBatch, readings) - 1;
    await run(
      db,
      sql`
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
        ) a on a.rank = floor(power(r2, 1.5) * ${articleCount})`,
    );
  }
}
