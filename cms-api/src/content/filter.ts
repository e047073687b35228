/** `filter[field][operator]=value` to SQL. Fields and operators come from the definition; values are always bound. */
import type { Field, RelationField } from '../content-types/definition.ts';
import { isLong } from '../content-types/definition.ts';
import { schemaOf } from '../content-types/entry-schema.ts';
import { isCleanText } from '../content-types/text.ts';
import type { KnownType, Types } from '../content-types/types.ts';
import { raw, type Sql, sql } from '../db/sql.ts';
import { Refusal } from '../http/problem.ts';
import type { Side } from './reading.ts';

export const operators = [
  'eq',
  'ne',
  'in',
  'lt',
  'lte',
  'gt',
  'gte',
  'contains',
  'startsWith',
  'exists',
] as const;
type Operator = (typeof operators)[number];

const comparisons: Partial<Record<Operator, string>> = { lt: '<', lte: '<=', gt: '>', gte: '>=' };
const times: Record<string, string> = {
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  publishedAt: 'published_at',
};
const mostFilters = 20;

/** Which row is looked at: `e` is the entry itself, `r` what a relation of it points to. */
type Target = { type: KnownType; side: Side; alias: string; parameter: string };

/** @throws Refusal that names the parameter. */
export async function parseFilters(
  query: Record<string, unknown>,
  type: KnownType,
  side: Side,
  types: Types,
): Promise<Sql[]> {
  const parameters = Object.keys(query).filter((name) => name.startsWith('filter'));
  if (parameters.length > mostFilters) {
    throw new Refusal('invalid_query', `At most ${mostFilters} filters go into one list.`, 'filter');
  }
  return await Promise.all(
    parameters.map(async (parameter) => {
      const [, path, operator] = /^filter\[([A-Za-z0-9.]{1,90})\]\[([A-Za-z]{1,20})\]$/.exec(parameter) ?? [];
      const value = query[parameter];
      if (!path || !isOperator(operator) || typeof value !== 'string' || !isCleanText(value)) {
        const known = operators.join(', ');
        throw new Refusal(
          'invalid_query',
          `Write filter[field][operator]=value once, with one of ${known}.`,
          parameter,
        );
      }
      const target = { type, side, alias: 'e', parameter };
      return await toCondition(target, path.split('.'), operator, value, types);
    }),
  );
}

function isOperator(text: string | undefined): text is Operator {
  return (operators as readonly (string | undefined)[]).includes(text);
}

async function toCondition(
  target: Target,
  path: string[],
  operator: Operator,
  value: string,
  types: Types,
): Promise<Sql> {
  const [name = '', inner, ...rest] = path;
  const field = target.type.fields.find((one) => one.name === name);
  if (inner === undefined) {
    if (field && !isLong(field)) return onField(target, field, operator, value);
    if (name === 'id') return onId(target, operator, value);
    const column = times[name];
    if (column) return onTime(target, column, operator, value);
    throw unknown(target, name);
  }
  if (field?.kind !== 'relation' || rest.length > 0 || target.alias !== 'e')
    throw unknown(target, path.join('.'));
  return await throughRelation(target, field, inner, operator, value, types);
}

function unknown({ type, parameter }: Target, name: string): Refusal {
  const known = type.fields.filter((field) => !isLong(field)).map((field) => field.name);
  const own = ['id', ...Object.keys(times)].join(', ');
  return new Refusal('invalid_query', `"${name}" is none of ${known.join(', ')}, ${own}.`, parameter);
}

/** The ids of those that fit are looked up first, then those that hold one of them by the index of values. */
async function throughRelation(
  { side, alias, parameter }: Target,
  field: RelationField,
  inner: string,
  operator: Operator,
  value: string,
  types: Types,
): Promise<Sql> {
  const to = await types.named(field.to);
  const condition = await toCondition(
    { type: to, side, alias: 'r', parameter },
    [inner],
    operator,
    value,
    types,
  );
  const held = field.many ? 'jsonb_build_array(r.id)' : 'to_jsonb(r.id)';
  return sql`${raw(`${alias}.${side}`)} @> any (array(
    select jsonb_build_object(${field.name}::text, ${raw(held)})
    from ${raw(to.table)} r
    where ${raw(`r.${side}`)} is not null and ${condition}))`;
}

function onField(target: Target, field: Field, operator: Operator, value: string): Sql {
  const all = raw(`${target.alias}.${target.side}`);
  const text = raw(`${target.alias}.${target.side} ->> '${field.name}'`);
  const holds = (one: string, isList = false) => {
    const parsed = parseValue(target, field, one);
    return JSON.stringify({ [field.name]: isList ? [parsed] : parsed });
  };
  const isMany = 'many' in field && field.many;
  if (operator === 'exists') return existence(target, text, value);
  if (operator === 'contains' && isMany) return sql`${all} @> ${holds(value, true)}::jsonb`;
  if (isMany) throw wrong(target, 'A list of these takes contains or exists.');

  switch (operator) {
    case 'contains':
    case 'startsWith':
      return likeness(target, field, text, operator, value);
    case 'in': {
      const values = value.split(',');
      if (values.length > 100) throw wrong(target, 'At most 100 values go into one filter.');
      return sql`${all} @> any (${values.map((one) => holds(one))}::jsonb[])`;
    }
    case 'eq':
      return sql`${all} @> ${holds(value)}::jsonb`;
    case 'ne':
      return sql`not ${all} @> ${holds(value)}::jsonb`;
    default:
      return order(target, field, text, operator, value);
  }
}

function existence(target: Target, text: Sql, value: string): Sql {
  if (value !== 'true' && value !== 'false') throw wrong(target, 'exists takes true or false.');
  return sql`${text} is ${raw(value === 'true' ? 'not null' : 'null')}`;
}

function likeness(target: Target, { kind }: Field, text: Sql, operator: Operator, value: string): Sql {
  if (kind !== 'text' && kind !== 'slug') throw wrong(target, 'Only text can be looked into.');
  const pattern = value.replace(/[\\%_]/g, '\\$&');
  return sql`${text} ilike ${operator === 'contains' ? `%${pattern}%` : `${pattern}%`}`;
}

function order(target: Target, field: Field, text: Sql, operator: Operator, value: string): Sql {
  const comparison = raw(comparisons[operator] ?? '=');
  const bound = parseValue(target, field, value);
  if (field.kind === 'number') return sql`(${text})::numeric ${comparison} ${bound}::numeric`;
  if (['boolean', 'relation', 'media'].includes(field.kind)) throw wrong(target, 'These have no order.');
  return sql`(${text}) collate "C" ${comparison} ${bound}`;
}

function onId(target: Target, operator: Operator, value: string): Sql {
  const ids = value.split(',').slice(0, 101);
  const isId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
  if ((operator !== 'eq' && operator !== 'in') || ids.length > 100 || !ids.every((id) => isId.test(id))) {
    throw wrong(target, 'id takes eq with an id, or in with up to 100.');
  }
  return sql`${raw(target.alias)}.id = any (${ids}::uuid[])`;
}

function onTime(target: Target, column: string, operator: Operator, value: string): Sql {
  const at = new Date(value);
  const comparison = operator === 'eq' ? '=' : comparisons[operator];
  if (!comparison || !/^\d{4}-/.test(value) || Number.isNaN(at.getTime())) {
    throw wrong(target, 'Times take eq, lt, lte, gt or gte with ISO 8601.');
  }
  return sql`${raw(`${target.alias}.${column}`)} ${raw(comparison)} ${at}`;
}

/** The text as the field's own type, or a refusal. */
function parseValue(target: Target, field: Field, text: string): unknown {
  const typed = toType(field, text);
  const schema = schemaOf('many' in field ? { ...field, many: false } : field);
  const parsed = schema.safeParse(typed);
  if (!parsed.success)
    throw wrong(target, `"${text}" is no value of ${field.name}: ${parsed.error.issues[0]?.message}`);
  return parsed.data;
}

function toType({ kind }: Field, text: string): unknown {
  if (kind === 'number') return text.trim() === '' ? Number.NaN : Number(text);
  if (kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

function wrong({ parameter }: Target, detail: string): Refusal {
  return new Refusal('invalid_query', detail, parameter);
}
