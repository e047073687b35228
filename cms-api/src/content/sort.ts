/** The order of a list, and how a cursor goes on in it. */
import type { Field } from '../content-types/definition.ts';
import { isLong } from '../content-types/definition.ts';
import type { KnownType } from '../content-types/types.ts';
import { join, raw, type Sql, sql } from '../db/sql.ts';
import { Refusal } from '../http/problem.ts';
import type { Side } from './reading.ts';

export type SortKey = {
  /** What is compared; never null, so that every page has a next one. */
  value: Sql;
  /** Type in SQL, to read a cursor's text back. */
  type: 'timestamptz' | 'numeric' | 'boolean' | 'text' | 'uuid';
  isDescending: boolean;
};

const mostKeys = 3;

/** @param text `-publishedAt,title`; undefined: the newest first. @throws Refusal */
export function parseSort(text: string | undefined, type: KnownType, side: Side): SortKey[] {
  const usual = side === 'published' ? '-publishedAt' : '-updatedAt';
  const names = (text ?? usual).split(',');
  if (names.length > mostKeys) {
    throw new Refusal('invalid_query', `A list is sorted by ${mostKeys} fields at most.`, 'sort');
  }
  const keys = names.map((name) => toKey(name, type, side));
  // The id parts what is equal in everything else.
  return [...keys, { value: raw('e.id'), type: 'uuid', isDescending: keys.at(-1)?.isDescending ?? false }];
}

function toKey(text: string, type: KnownType, side: Side): SortKey {
  const isDescending = text.startsWith('-');
  const name = isDescending ? text.slice(1) : text;
  const field = type.fields.find((one) => one.name === name);
  const own = ownKey(name, side) ?? (field && fieldKey(field, side));
  if (own) return { ...own, isDescending };
  throw new Refusal('invalid_query', `Lists are not sorted by "${name}".`, 'sort');
}

function ownKey(name: string, side: Side): Omit<SortKey, 'isDescending'> | undefined {
  switch (name) {
    case 'publishedAt':
      // Readers see nothing that was never published: without coalesce its index serves.
      return side === 'published'
        ? { value: raw('e.published_at'), type: 'timestamptz' }
        : { value: raw(`coalesce(e.published_at, '-infinity')`), type: 'timestamptz' };
    case 'createdAt':
      return { value: raw('e.created_at'), type: 'timestamptz' };
    case 'updatedAt':
      return { value: raw('e.updated_at'), type: 'timestamptz' };
    case 'id':
      return { value: raw('e.id'), type: 'uuid' };
    default:
      return undefined;
  }
}

/** What is empty comes first. */
function fieldKey(field: Field, side: Side): Omit<SortKey, 'isDescending'> | undefined {
  if (isLong(field) || 'many' in field) return undefined;
  const text = `e.${side} ->> '${field.name}'`;
  if (field.kind === 'number') {
    return { value: raw(`coalesce((${text})::numeric, '-infinity')`), type: 'numeric' };
  }
  if (field.kind === 'boolean') return { value: raw(`coalesce((${text})::boolean, false)`), type: 'boolean' };
  return { value: raw(`coalesce(${text}, '') collate "C"`), type: 'text' };
}

export function orderBy(keys: readonly SortKey[]): Sql {
  return join(
    keys.map(({ value, isDescending }) => sql`${value} ${raw(isDescending ? 'desc' : 'asc')}`),
    ', ',
  );
}

/** What a cursor is made of. */
export function keyColumns(keys: readonly SortKey[]): Sql {
  return join(
    keys.map(({ value }, index) => sql`, (${value})::text as ${raw(`k${index}`)}`),
    '',
  );
}

/** Rows behind the cursor. In one direction it is one comparison of rows, which an index answers. */
export function behind(keys: readonly SortKey[], values: readonly string[]): Sql {
  const bound = keys.map(({ type }, index) => sql`${values[index]}::${raw(type)}`);
  const [first] = keys;
  if (keys.every(({ isDescending }) => isDescending === first?.isDescending)) {
    const left = join(
      keys.map(({ value }) => value),
      ', ',
    );
    return sql`(${left}) ${raw(first?.isDescending ? '<' : '>')} (${join(bound, ', ')})`;
  }
  const steps = keys.map(({ value, isDescending }, at) => {
    const equal = keys.slice(0, at).map((key, index) => sql`${key.value} = ${bound[index]} and `);
    return sql`(${join(equal, '')}${value} ${raw(isDescending ? '<' : '>')} ${bound[at]})`;
  });
  return sql`(${join(steps, ' or ')})`;
}
