/** Search in two statements: what the words may have meant, and which entries hold them. */
import type { KnownType } from '../content-types/types.ts';
import { type Db, join, nothing, raw, row, rows, run, type Sql, sql, transaction } from '../db/sql.ts';
import type { Highlight, SearchAnswer, SearchHit } from './schema.ts';

export type Search = {
  /** Letters and digits only. */
  words: string[];
  /** The first one, then the nearer ones. */
  locales: readonly string[];
  /** Entries of one type, with filters on it. */
  type: KnownType | undefined;
  filters: Sql[];
  limit: number;
  page: number;
};

/** Around hits, in characters that no text has. */
const [hitStart, hitEnd] = ['\uE000', '\uE001'];
const headlineOptions = `StartSel=${hitStart}, StopSel=${hitEnd}, MaxFragments=2, MinWords=8, MaxWords=22, FragmentDelimiter=" … "`;
const titleOptions = `StartSel=${hitStart}, StopSel=${hitEnd}, HighlightAll=true`;

type Meant = { word: string; begun: string[]; alike: string[] };
type Found = Omit<SearchHit, 'title' | 'text'> & { title: string; text: string };

export async function search(db: Db, asked: Search): Promise<SearchAnswer> {
  const meant = await readMeanings(db, asked);
  const found = await findDocuments(db, asked, toQueryText(meant));
  const corrected = meant.filter(({ begun, alike }) => begun.length === 0 && alike.length > 0);
  return {
    hits: found.slice(0, asked.limit).map((one) => ({
      ...one,
      title: toHighlight(one.title),
      text: toHighlight(one.text),
    })),
    nextPage: found.length > asked.limit ? asked.page + 1 : null,
    corrected: Object.fromEntries(corrected.map(({ word, alike }) => [word, alike])),
  };
}

/** Words that begin so; and where none does, those that differ in two letters at most. */
function readMeanings(db: Db, { words, locales }: Search): Promise<Meant[]> {
  return rows<Meant>(
    db,
    sql`
      select given.word, begun.words as begun,
        case when begun.words = '{}' then (
          select coalesce(array_agg(word order by distance, abs(length(word) - length(plain.word)), word), '{}')
          from (
            select word, levenshtein(word, plain.word) as distance
            from (
              select distinct word
              from (
                select word
                from cms.search_words
                where locale = any(${locales}::text[])
                order by word <-> plain.word
                limit 40
              ) near
            ) near
            where levenshtein(word, plain.word) <= case when length(plain.word) < 4 then 1 else 2 end
            order by 2, abs(length(word) - length(plain.word)), 1
            limit 3
          ) nearest
        ) else '{}' end as alike
      from unnest(${words}::text[]) with ordinality as given (word, at)
      cross join lateral (select left(unaccent(lower(given.word)), 40) as word) plain
      cross join lateral (
        select coalesce(array_agg(word), '{}') as words
        from (
          select distinct word
          from cms.search_words
          where locale = any(${locales}::text[]) and word >= plain.word and word < plain.word || U&'\\FFFF'
          limit 12
        ) beginnings
      ) begun
      order by given.at`,
  );
}

/** Each word must be there, in one of its meanings. */
function toQueryText(meant: readonly Meant[]): string {
  return meant
    .map(({ word, begun, alike }) => `(${[`${word}:*`, ...begun, ...alike].map(quoted).join(' | ')})`)
    .join(' & ');
}

function quoted(word: string): string {
  const [text, ...rest] = word.split(':');
  return [`'${(text ?? '').replaceAll(/['\\]/g, ' ')}'`, ...rest].join(':');
}

async function findDocuments(
  db: Db,
  { locales, type, filters, limit, page }: Search,
  queryText: string,
): Promise<Found[]> {
  // The nearest text of an entry counts: one that is translated is not found by its original.
  const places = locales.map(
    (locale, index) =>
      sql`(${locale}::text, to_tsquery(cms.search_config(${locale}), ${queryText}), ${locales.slice(index + 1)}::text[])`,
  );
  const joined = type ? sql`join ${raw(type.table)} e on e.id = d.entry_id` : nothing;
  const conditions = type ? [sql`d.type_id = ${type.id}`, ...filters] : [raw('true')];
  return await rows<Found>(
    db,
    sql`
      select t.name as type, top.entry_id as id, e.published_slug as slug, top.locale, top.score,
        ts_headline(cms.search_config(top.locale), top.title, top.query, ${titleOptions}) as title,
        ts_headline(cms.search_config(top.locale), top.body, top.query, ${headlineOptions}) as text
      from (
        select d.type_id, d.entry_id, d.locale, d.title, d.body, asked.query, ts_rank(d.words, asked.query)::float8 as score
        from (values ${join(places, ', ')}) as asked (locale, query, nearer)
        join cms.search_documents d on d.locale = asked.locale and d.words @@ asked.query
        ${joined}
        where ${join(conditions, ' and ')} and (asked.nearer = '{}' or not exists (
          select from cms.search_documents n where n.entry_id = d.entry_id and n.locale = any(asked.nearer)))
        order by score desc, d.entry_id
        limit ${limit + 1} offset ${(page - 1) * limit}
      ) top
      join cms.content_types t on t.id = top.type_id
      join cms.entries e on e.id = top.entry_id and e.type_id = top.type_id
      order by top.score desc, top.entry_id`,
  );
}

function toHighlight(marked: string): Highlight {
  return marked
    .split(hitStart)
    .flatMap((piece, index) => {
      if (index === 0) return [{ text: piece, isHit: false }];
      const [hit = '', ...rest] = piece.split(hitEnd);
      return [
        { text: hit, isHit: true },
        { text: rest.join(''), isHit: false },
      ];
    })
    .filter(({ text }) => text !== '');
}

/** Of another first locale than the last time, everything is another language than it was indexed in. */
export async function rememberFirstLocale(db: Db, locale: string): Promise<void> {
  await transaction(db, async (tx) => {
    const changed = await run(
      tx,
      sql`update cms.search_settings set first_locale = ${locale} where first_locale <> ${locale}`,
    );
    if (changed === 0) return;
    await run(tx, sql`truncate cms.search_documents, cms.search_words`);
    await row(
      tx,
      sql`select count(cms.index_entry(type_id, id)) from cms.entries where published is not null`,
    );
  });
}
