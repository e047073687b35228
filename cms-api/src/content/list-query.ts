/** The query string of lists and reads, checked against the definition of the type that is asked for. */
import { z } from 'zod';
import { can, type Principal } from '../auth/principal.ts';
import type { MediaField, RelationField } from '../content-types/definition.ts';
import type { KnownType, Types } from '../content-types/types.ts';
import type { Sql } from '../db/sql.ts';
import { cursorParameter, parseCursor } from '../http/cursor.ts';
import type { QueryParameter } from '../http/endpoint.ts';
import { Refusal, refusalOf } from '../http/problem.ts';
import { operators, parseFilters } from './filter.ts';
import type { Locales } from './locales.ts';
import type { Include, Reading } from './reading.ts';
import { parseSort, type SortKey } from './sort.ts';

const names = z.string().max(2_000);

const ReadQuery = z.strictObject({
  state: z.enum(['published', 'draft']).default('published'),
  fields: names.optional(),
  include: names.optional(),
  locale: z.string().max(35).optional(),
});

const ListQuery = ReadQuery.extend({
  cursor: cursorParameter,
  limit: z.coerce.number().int().min(1).max(100).default(20),
  page: z.coerce.number().int().min(1).max(1_000).optional(),
  total: z.enum(['true', 'false']).default('false'),
  sort: z.string().max(200).optional(),
});

export type Listing = {
  reading: Reading;
  filters: Sql[];
  sort: SortKey[];
  limit: number;
  /** Of the last row of the page before. */
  after: string[] | undefined;
  page: number | undefined;
  wantsTotal: boolean;
};

/** Relations within relations, and relations at all: more is a question to ask in two. */
const deepestInclude = 3;
const mostIncludes = 8;

type Query = Record<string, unknown>;
type Deps = { types: Types; locales: Locales; principal: Principal | undefined };

/** @throws Refusal that names the parameter. */
export async function parseReading(query: Query, type: KnownType, deps: Deps): Promise<Reading> {
  return await toReading(checked(ReadQuery, query), type, deps);
}

/** @throws Refusal that names the parameter. */
export async function parseListing(query: Query, type: KnownType, deps: Deps): Promise<Listing> {
  const plain = Object.fromEntries(Object.entries(query).filter(([name]) => !name.startsWith('filter[')));
  const { cursor, limit, page, total, sort: order, ...rest } = checked(ListQuery, plain);
  if (cursor !== undefined && page !== undefined) {
    throw new Refusal('invalid_query', 'Go on by cursor or by page, not by both.', 'page');
  }
  const reading = await toReading(rest, type, deps);
  const sort = parseSort(order, type, reading.side);
  return {
    reading,
    filters: await parseFilters(query, type, reading.side, deps.types),
    sort,
    limit,
    after: cursor === undefined ? undefined : parseCursor(cursor, sort.length),
    page,
    wantsTotal: total === 'true',
  };
}

function checked<Schema extends z.ZodType>(schema: Schema, query: Query): z.output<Schema> {
  const parsed = schema.safeParse(query);
  if (!parsed.success) throw refusalOf('invalid_query', parsed.error);
  return parsed.data;
}

async function toReading(
  { state, fields, include, locale }: z.output<typeof ReadQuery>,
  type: KnownType,
  { types, locales, principal }: Deps,
): Promise<Reading> {
  return {
    side: state,
    fields: fields === undefined ? undefined : parseFields(fields, type),
    ...(await parseInclude(include?.split(',') ?? [], type, types)),
    locales: locales.chain(locale),
    ownerId: state === 'draft' ? ownerOf(principal) : undefined,
  };
}

/** Whose drafts may be seen. @throws Refusal for those who write nothing here. */
function ownerOf(principal: Principal | undefined): string | undefined {
  if (!principal) throw new Refusal('not_logged_in', 'Drafts are for those who write them: log in first.');
  if (can(principal, 'content.others')) return undefined;
  if (!can(principal, 'content.create') && !can(principal, 'content.update')) {
    throw new Refusal('forbidden', 'Drafts are for those who write them.', 'state');
  }
  return principal.userId;
}

function parseFields(text: string, type: KnownType): Set<string> {
  const wanted = new Set(text.split(','));
  for (const name of wanted) {
    if (type.fields.some((field) => field.name === name)) continue;
    const known = type.fields.map((field) => field.name).join(', ');
    throw new Refusal('invalid_query', `"${name}" is none of ${known}.`, 'fields');
  }
  return wanted;
}

/** `author,author.city,cover` as a tree. */
async function parseInclude(
  paths: string[],
  type: KnownType,
  types: Types,
): Promise<{ includes: Include[]; media: MediaField[] }> {
  if (paths.length > mostIncludes || paths.some((path) => path.split('.').length > deepestInclude)) {
    const limits = `${mostIncludes} relations, ${deepestInclude} deep`;
    throw new Refusal('invalid_query', `An answer includes at most ${limits}: ask twice.`, 'include');
  }
  const inner = new Map<string, string[]>();
  for (const path of paths) {
    const [name = '', ...rest] = path.split('.');
    inner.set(name, [...(inner.get(name) ?? []), ...(rest.length > 0 ? [rest.join('.')] : [])]);
  }
  const media: MediaField[] = [];
  const includes: Promise<Include>[] = [];
  for (const [name, below] of inner) {
    const field = type.fields.find((one) => one.name === name);
    if (field?.kind === 'media' && below.length === 0) media.push(field);
    else if (field?.kind === 'relation') includes.push(toInclude(field, below, types));
    else throw unknownInclude(name, type);
  }
  return { includes: await Promise.all(includes), media };
}

async function toInclude(field: RelationField, below: string[], types: Types): Promise<Include> {
  const to = await types.named(field.to);
  return { field, to, ...(await parseInclude(below, to, types)) };
}

function unknownInclude(name: string, type: KnownType): Refusal {
  const known = type.fields
    .filter(({ kind }) => kind === 'relation' || kind === 'media')
    .map((one) => one.name);
  const detail = `"${name}" is no relation and no file of ${type.name}; those are ${known.join(', ') || 'none'}.`;
  return new Refusal('invalid_query', detail, 'include');
}

const text = { type: 'string' } as const;

export const readParameters: QueryParameter[] = [
  {
    name: 'state',
    description: '`draft` shows what authors work on, to those who may; `published` what readers see.',
    schema: { type: 'string', enum: ['published', 'draft'], default: 'published' },
  },
  { name: 'fields', description: 'Only these fields, separated by commas.', schema: text },
  {
    name: 'include',
    description: `Relations and files to put in place of their ids, e.g. \`author,cover\`; \`author.city\` goes deeper, to ${deepestInclude}.`,
    schema: text,
  },
  {
    name: 'locale',
    description:
      'A locale of this server. What is not translated into it comes from the wider one, and at last from the first.',
    schema: text,
  },
];

export const filterParameter: QueryParameter = {
  name: 'filter',
  description: `\`filter[field][operator]=value\`; operators: ${operators.join(', ')}. \`filter[tags.slug][eq]=x\` looks at what a relation points to.`,
  schema: {
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: { type: 'string' } },
  },
  style: 'deepObject',
};

export const listParameters: QueryParameter[] = [
  ...readParameters,
  { name: 'cursor', description: '`next` of the page before.', schema: text },
  {
    name: 'limit',
    description: 'Entries on a page.',
    schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  },
  {
    name: 'page',
    description: 'A page by its number, instead of a cursor. Deep pages cost more.',
    schema: { type: 'integer', minimum: 1, maximum: 1_000 },
  },
  {
    name: 'total',
    description: '`true` counts all entries that fit, in a statement of its own.',
    schema: { type: 'string', enum: ['true', 'false'], default: 'false' },
  },
  {
    name: 'sort',
    description:
      'Up to three fields, separated by commas, with `-` in front for the other way, e.g. `-publishedAt,title`.',
    schema: text,
  },
  filterParameter,
];
