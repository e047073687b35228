/**
 * An entry as SQL: PostgreSQL writes its JSON, this server puts the texts together and never parses them.
 * An alias such as `e` stands for a row of a type's table.
 */
import { longNames, type MediaField } from '../content-types/definition.ts';
import type { KnownType } from '../content-types/types.ts';
import { join, nothing, raw, type Sql, sql } from '../db/sql.ts';
import type { Include, Reading, Side } from './reading.ts';

const time = (column: string) => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const timeOrNull = (column: string) => `coalesce('"' || ${time(column)} || '"', 'null')`;

/** The JSON text of an entry up to its fields. */
export function headOf(side: Side, alias: string): Sql {
  const e = alias;
  const shared = `'{"id":"' || ${e}.id || '","version":' || ${e}.version || ',"createdAt":"' || ${time(`${e}.created_at`)}
    || '","updatedAt":"' || ${time(`${e}.updated_at`)} || '","publishedAt":' || ${timeOrNull(`${e}.published_at`)}`;
  if (side === 'published') return raw(`${shared} || ',"status":"published","fields":'`);

  return raw(`${shared} || ',"status":"' ||
      case when ${e}.published is null then 'draft' when ${e}.has_changes then 'changed' else 'published' end
    || '","publishAt":' || ${timeOrNull(`${e}.publish_at`)} || ',"unpublishAt":' || ${timeOrNull(`${e}.unpublish_at`)}
    || ',"createdBy":' || coalesce('"' || ${e}.created_by || '"', 'null') || ',"fields":'`);
}

/** The fields as one jsonb. @param isWhole Whether long texts belong to it when no fields are named. */
export function fieldsOf(type: KnownType, reading: Reading, alias: string, isWhole: boolean): Sql {
  const { side, fields, locales, media } = reading;
  const long = longNames(type);
  const wantsLong = fields ? long.some((name) => fields.has(name)) : isWhole && long.length > 0;
  const parts = [raw(`${alias}.${side}`)];
  if (wantsLong) parts.push(raw(`${alias}.${side}_long`));
  for (const index of locales.keys()) parts.push(raw(`coalesce(${alias}_${index}.${side}, '{}')`));
  if (media.length > 0) parts.push(cardsOf(media, side, alias));

  const unwanted = unwantedOf(type, reading, isWhole ? [] : long);
  const all = sql`(${join(parts, ' || ')})`;
  return unwanted.length === 0 ? all : sql`(${all} - ${unwanted}::text[])`;
}

/** @param long Names that come only when they are asked for; translations bring them with the others. */
function unwantedOf(
  { fields: all }: KnownType,
  { fields, includes, locales }: Reading,
  long: readonly string[],
): string[] {
  const unwanted = includes.map(({ field }) => field.name);
  if (fields) unwanted.push(...all.map(({ name }) => name).filter((name) => !fields.has(name)));
  else if (locales.length > 0) unwanted.push(...long);
  return unwanted;
}

/** What is told of files, over their ids. */
function cardsOf(media: readonly MediaField[], side: Side, alias: string): Sql {
  const parts = media.map(({ name, many }) => {
    const held = `${alias}.${side} -> '${name}'`;
    return many
      ? `'${name}', (
          select coalesce(jsonb_agg(m.card order by given.at), '[]')
          from jsonb_array_elements_text(case when jsonb_typeof(${held}) = 'array' then ${held} end)
            with ordinality as given (id, at)
          join cms.media m on m.id = given.id::uuid)`
      : `'${name}', (select m.card from cms.media m where m.id = (${held} #>> '{}')::uuid)`;
  });
  return raw(`jsonb_build_object(${parts.join(', ')})`);
}

/** Joins that bring the translations. */
export function translationsOf({ locales }: Reading, alias: string): Sql {
  if (locales.length === 0) return nothing;
  return join(
    locales.map(
      (locale, index) => sql`
        left join cms.translations ${raw(`${alias}_${index}`)}
          on ${raw(`${alias}_${index}.entry_id = ${alias}.id`)} and ${raw(`${alias}_${index}.locale`)} = ${locale}`,
    ),
    '',
  );
}

/** Whether a row may be seen at all. */
export function isVisible({ side, ownerId }: Reading, alias: string): Sql {
  if (side === 'published') return raw(`${alias}.published is not null`);
  return ownerId === undefined ? raw('true') : sql`${raw(alias)}.created_by = ${ownerId}::uuid`;
}

/** How the included are read: like the outer ones, without fields and owner of their own. */
export function innerReading(reading: Reading, { includes, media }: Include): Reading {
  return { ...reading, fields: undefined, includes, media };
}

/**
 * An included relation as JSON text, read together with the row it belongs to: an entry or null, or a list in the order
 * of its ids. What is not there (any more), or may not be seen, is left out.
 */
export function subselect(include: Include, reading: Reading, alias: string): Sql {
  const { field, to } = include;
  const r = `${alias}_${field.name}`.toLowerCase();
  const inner = innerReading(reading, include);
  const entry = sql`${headOf(reading.side, r)} || ${fieldsOf(to, inner, r, false)}::text || '}'`;
  const ids = raw(`${alias}.${reading.side} -> '${field.name}'`);
  if (!field.many) {
    return sql`
      coalesce((
        select ${entry}
        from ${raw(`${to.table} ${r}`)}${translationsOf(inner, r)}
        where ${raw(r)}.id = (${ids} #>> '{}')::uuid and ${isVisible(inner, r)}
      ), 'null')`;
  }
  return sql`
    coalesce((
      select '[' || string_agg(${entry}, ',' order by given.at) || ']'
      from jsonb_array_elements_text(case when jsonb_typeof(${ids}) = 'array' then ${ids} end)
        with ordinality as given (id, at)
      join ${raw(`${to.table} ${r}`)} on ${raw(r)}.id = given.id::uuid${translationsOf(inner, r)}
      where ${isVisible(inner, r)}
    ), '[]')`;
}
