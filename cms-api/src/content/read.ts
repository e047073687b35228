/** The reading side's questions to the database. */
import type { KnownType } from '../content-types/types.ts';
import { type Db, join, nothing, raw, row, rows, type Sql, sql } from '../db/sql.ts';
import { formatCursor } from '../http/cursor.ts';
import { fieldsOf, headOf, isVisible, translationsOf } from './entry-sql.ts';
import { cheapestLoading, complete, type EntryRow, includeColumns, type Loading } from './include.ts';
import type { Listing } from './list-query.ts';
import { hasMedia, type Include, type Reading, typesOf } from './reading.ts';
import { behind, keyColumns, orderBy } from './sort.ts';

/** An answer as JSON text, with what it is validated by. */
export type Found = { json: string; tag: string };

type Page = EntryRow & { tag: string; [key: `k${number}`]: string };

export async function listEntries(
  db: Db,
  type: KnownType,
  listing: Listing,
  loading: Loading = cheapestLoading(listing.reading.includes, listing.limit),
): Promise<Found> {
  const { reading, sort, limit, page } = listing;
  const [found, total] = await Promise.all([
    rows<Page>(
      db,
      sql`
        select e.id, ${headOf(reading.side, 'e')} as head, ${fieldsOf(type, reading, 'e', false)}::text as fields
          ${includeColumns(reading, loading, 'e')}${keyColumns(sort)}, ${revisions(type, reading)} as tag
        from ${raw(type.table)} e${translationsOf(reading, 'e')}
        where ${matching(listing)}${listing.after ? sql` and ${behind(sort, listing.after)}` : nothing}
        order by ${orderBy(sort)}
        limit ${limit + 1}${page === undefined ? nothing : sql` offset ${(page - 1) * limit}`}`,
    ),
    listing.wantsTotal ? countEntries(db, type, listing) : undefined,
  ]);

  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const next =
    found.length > limit && last ? formatCursor(sort.map((_, index) => last[`k${index}`] ?? '')) : null;
  const entries = await complete(db, shown, reading, loading);
  return {
    json: `{"entries":[${entries.join(',')}],"next":${JSON.stringify(next)}${total === undefined ? '' : `,"total":${total}`}}`,
    tag: last?.tag ?? (await readRevisions(db, type, reading)),
  };
}

function matching({ reading, filters }: Listing): Sql {
  return join([isVisible(reading, 'e'), ...filters], ' and ');
}

async function countEntries(db: Db, type: KnownType, listing: Listing): Promise<number> {
  const counted = await row<{ total: number }>(
    db,
    sql`
      select count(*)::integer as total
      from ${raw(type.table)} e
      where ${matching(listing)}`,
  );
  return counted?.total ?? 0;
}

/** @param name Id or slug. */
export async function readEntry(
  db: Db,
  type: KnownType,
  name: string,
  reading: Reading,
  loading: Loading = cheapestLoading(reading.includes, 1),
): Promise<Found | undefined> {
  const found = await row<EntryRow & { tag: string }>(
    db,
    sql`
      select e.id, ${headOf(reading.side, 'e')} as head, ${fieldsOf(type, reading, 'e', true)}::text as fields
        ${includeColumns(reading, loading, 'e')}, ${entryTag(type, reading)} as tag
      from ${raw(type.table)} e${translationsOf(reading, 'e')}
      where ${isNamed(name, reading)} and ${isVisible(reading, 'e')}`,
  );
  if (!found) return undefined;
  const [json = ''] = await complete(db, [found], reading, loading);
  return { json, tag: found.tag };
}

/** What a list is validated by: the revisions of all types in it. One look at their rows. */
export async function readRevisions(db: Db, type: KnownType, reading: Reading): Promise<string> {
  const found = await row<{ tag: string }>(db, sql`select ${revisions(type, reading)} as tag`);
  return found?.tag ?? '';
}

/** What an entry is validated by: its own version and the revisions of the types of what is included. */
export async function readEntryTag(
  db: Db,
  type: KnownType,
  name: string,
  reading: Reading,
): Promise<string | undefined> {
  const found = await row<{ tag: string }>(
    db,
    sql`
      select ${entryTag(type, reading)} as tag
      from ${raw(type.table)} e
      where ${isNamed(name, reading)} and ${isVisible(reading, 'e')}`,
  );
  return found?.tag;
}

function isNamed(name: string, { side }: Reading): Sql {
  // A slug in the form of an id finds nothing: ids come first, and no index would answer both.
  if (isId(name)) return sql`e.id = ${name}::uuid`;
  return side === 'published' ? sql`e.published_slug = ${name}` : sql`e.slug = ${name}`;
}

export function isId(name: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);
}

function entryTag(type: KnownType, reading: Reading): Sql {
  const included = typesOf(type, reading.includes).filter(
    (one) => one !== type || includesItself(type, reading),
  );
  const files = filesRevision(reading);
  if (included.length === 0) return sql`e.version || '.d' || ${type.version}::integer${files}`;
  return sql`e.version || '.' || ${revisionsOf(included)}${files}`;
}

function includesItself(type: KnownType, { includes }: Reading): boolean {
  const points = ({ to, includes: inner }: Include): boolean => to === type || inner.some(points);
  return includes.some(points);
}

function revisions(type: KnownType, reading: Reading): Sql {
  return sql`${revisionsOf(typesOf(type, reading.includes))}${filesRevision(reading)}`;
}

function revisionsOf(types: KnownType[]): Sql {
  const ids = types.map(({ id }) => id).sort((a, b) => a - b);
  return sql`(
    select string_agg(t.revision::text, '.' order by t.id)
    from cms.content_types t
    where t.id = any(${ids}::integer[]))`;
}

/** Rises with every change to what is told of a file. */
function filesRevision(reading: Reading): Sql {
  return hasMedia(reading) ? raw(` || '.f' || (select revision from cms.media_revision)`) : nothing;
}
