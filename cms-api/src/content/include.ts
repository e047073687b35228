/**
 * Relations of entries, in one of three ways. `immediate`: in the statement of the entries themselves. `separate`: the ids
 * of all entries at once, one statement for each type that they point to. `lazy`: asked for one by one, read together.
 */
import type { KnownType } from '../content-types/types.ts';
import { batchLoad } from '../db/batch.ts';
import { createLoader } from '../db/loader.ts';
import { type Db, join, nothing, raw, rows, type Sql, sql } from '../db/sql.ts';
import { fieldsOf, headOf, innerReading, isVisible, subselect, translationsOf } from './entry-sql.ts';
import type { Include, Reading } from './reading.ts';

export type Loading = 'immediate' | 'separate' | 'lazy';

/** A row of an entry, in pieces of JSON text. */
export type EntryRow = {
  id: string;
  head: string;
  fields: string;
  /** For each include, in order: its JSON text, or with `separate` and `lazy` the ids it holds. */
  [include: `i${number}`]: string | null;
};

/**
 * What costs least. A subselect costs PostgreSQL about 20 µs for each entry and relation; another statement costs a round
 * trip and its reading here, about 300 µs, but reads an author of twenty articles once. What is included of what is
 * included may meet in the same types, and is collected before it is asked for.
 */
export function cheapestLoading(includes: readonly Include[], entries: number): Loading {
  if (includes.some(({ includes: inner }) => inner.length > 0)) return 'lazy';
  return includes.length * entries <= 60 ? 'immediate' : 'separate';
}

export function includeColumns(reading: Reading, loading: Loading, alias: string): Sql {
  const { includes, side } = reading;
  if (includes.length === 0) return nothing;
  const columns = includes.map((include, index) => {
    const value =
      loading === 'immediate'
        ? subselect(include, reading, alias)
        : raw(`(${alias}.${side} -> '${include.field.name}')::text`);
    return sql`, ${value} as ${raw(`i${index}`)}`;
  });
  return join(columns, '');
}

/** The JSON text of each entry, whole. */
export async function complete(
  db: Db,
  found: readonly EntryRow[],
  reading: Reading,
  loading: Loading,
): Promise<string[]> {
  if (reading.includes.length === 0) return found.map(({ head, fields }) => `${head}${fields}}`);
  if (loading === 'immediate') {
    return found.map((row) => toText(row, reading, (index) => row[`i${index}`] ?? 'null'));
  }
  return loading === 'separate'
    ? await completeSeparately(db, found, reading)
    : await completeLazily(db, found, reading);
}

async function completeSeparately(db: Db, found: readonly EntryRow[], reading: Reading): Promise<string[]> {
  const texts = await Promise.all(
    reading.includes.map(async (include, index) => {
      const ids = found.flatMap((row) => idsIn(row[`i${index}`]));
      const inner = innerReading(reading, include);
      const loadedBy = await batchLoad(ids, (some) => readEntries(db, include.to, some, inner, 'separate'));
      const entries = [...loadedBy.values()];
      const whole = await complete(db, entries, inner, 'separate');
      return new Map(entries.map(({ id }, at) => [id, whole[at] ?? 'null']));
    }),
  );
  return found.map((row) =>
    toText(row, reading, (index, include) =>
      place(include, idsIn(row[`i${index}`]), (id) => texts[index]?.get(id)),
    ),
  );
}

/** One loader for each type and what is included of it: two ways to the same type share their statements. */
async function completeLazily(db: Db, found: readonly EntryRow[], reading: Reading): Promise<string[]> {
  const loaders = new Map<string, (id: string) => Promise<EntryRow | undefined>>();
  const loaderOf = ({ to }: Include, inner: Reading) => {
    const key = `${to.name} ${JSON.stringify(inner.includes.map(({ field }) => field.name))}`;
    const known = loaders.get(key);
    if (known) return known;
    const made = createLoader((ids) => readEntries(db, to, ids, inner, 'lazy'));
    loaders.set(key, made);
    return made;
  };

  async function textOf(row: EntryRow, of: Reading): Promise<string> {
    const placed = await Promise.all(
      of.includes.map(async (include, index) => {
        const inner = innerReading(of, include);
        const load = loaderOf(include, inner);
        const ids = idsIn(row[`i${index}`]);
        const loaded = await Promise.all(
          ids.map(async (id) => {
            const entry = await load(id);
            return entry && (await textOf(entry, inner));
          }),
        );
        return place(include, ids, (id) => loaded[ids.indexOf(id)]);
      }),
    );
    return toText(row, of, (index) => placed[index] ?? 'null');
  }
  return await Promise.all(found.map((row) => textOf(row, reading)));
}

function readEntries(
  db: Db,
  type: KnownType,
  ids: string[],
  reading: Reading,
  loading: Loading,
): Promise<EntryRow[]> {
  return rows<EntryRow>(
    db,
    sql`
      select e.id, ${headOf(reading.side, 'e')} as head, ${fieldsOf(type, reading, 'e', false)}::text as fields
        ${includeColumns(reading, loading, 'e')}
      from ${raw(type.table)} e${translationsOf(reading, 'e')}
      where e.id = any(${ids}::uuid[]) and ${isVisible(reading, 'e')}`,
  );
}

function idsIn(text: string | null | undefined): string[] {
  if (!text) return [];
  const value: unknown = JSON.parse(text);
  if (typeof value === 'string') return [value];
  // Written by this server, whose schema takes nothing but ids here.
  return Array.isArray(value) ? (value as string[]) : [];
}

function place({ field }: Include, ids: string[], textOf: (id: string) => string | undefined): string {
  const texts = ids.map(textOf).filter((text) => text !== undefined);
  return field.many ? `[${texts.join(',')}]` : (texts[0] ?? 'null');
}

/** The included stand among the fields, in place of their ids. */
function toText(
  { head, fields }: EntryRow,
  { includes }: Reading,
  included: (index: number, include: Include) => string,
): string {
  let text = head + fields.slice(0, -1);
  let between = fields === '{}' ? '' : ',';
  for (const [index, include] of includes.entries()) {
    text += `${between}"${include.field.name}":${included(index, include)}`;
    between = ',';
  }
  return `${text}}}`;
}
