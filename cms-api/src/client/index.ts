/**
 * A small typed client of the CMS. Its types are made from the OpenAPI document (generate.ts), for content types of one's
 * own as well. It needs `fetch` and nothing else.
 *
 * @example
 * const cms = createCmsClient({ origin: 'http://127.0.0.1:4100' });
 * const { entries, next } = await cms.list('articles', { include: ['author'], filter: { readingMinutes: { lt: 5 } } });
 */
import type { ContentTypes, paths } from './schema.ts';

export type { ContentTypes } from './schema.ts';
export type TypeName = keyof ContentTypes;
type FieldsOf<Name extends TypeName> = ContentTypes[Name]['fields'];

export type Entry<Fields> = {
  id: string;
  version: number;
  status: 'draft' | 'changed' | 'published';
  createdAt: string;
  updatedAt: string;
  publishedAt: string | null;
  fields: Fields;
};

export type Page<Fields> = { entries: Entry<Fields>[]; next: string | null; total?: number };

type Operator = 'eq' | 'ne' | 'in' | 'lt' | 'lte' | 'gt' | 'gte' | 'contains' | 'startsWith' | 'exists';
type Condition = Partial<Record<Operator, string | number | boolean>>;

export type ReadOptions<Fields> = {
  /** Only these. Default: in lists all but long texts and JSON. */
  fields?: (keyof Fields & string)[];
  /** Relations that come as entries in place of their ids; `author.city` goes deeper. */
  include?: string[];
  locale?: string;
  /** `draft` needs a token that may see it. Default `published`. */
  state?: 'published' | 'draft';
};

export type ListOptions<Fields> = ReadOptions<Fields> & {
  /** By field; `tags.slug` looks at what a relation points to. */
  filter?: Record<string, Condition>;
  /** `-` in front for the other way. Default: the newest first. */
  sort?: string[];
  /** 1–100. Default 20. */
  limit?: number;
  /** `next` of the page before. */
  cursor?: string;
  /** Also counts all that fit. */
  total?: boolean;
};

export type WriteOptions = {
  /** Of what the change was made to: if it is another by now, the write is refused with 412. */
  version?: number;
  /** Sent again with the same key, a creation happens once. */
  idempotencyKey?: string;
};

/** Paths that are read without parameters in them, and what they answer. */
type Readable = {
  [Path in keyof paths]: paths[Path] extends {
    get: { responses: { 200: { content: { 'application/json': unknown } } } };
  }
    ? Path
    : never;
}[keyof paths];
type AnswerOf<Path extends Readable> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;

export interface CmsClient {
  list<Name extends TypeName>(
    type: Name,
    options?: ListOptions<FieldsOf<Name>>,
  ): Promise<Page<FieldsOf<Name>>>;
  /** @param name Id or slug. Undefined when there is none, or none to see. */
  read<Name extends TypeName>(
    type: Name,
    name: string,
    options?: ReadOptions<FieldsOf<Name>>,
  ): Promise<Entry<FieldsOf<Name>> | undefined>;
  create<Name extends TypeName>(
    type: Name,
    fields: ContentTypes[Name]['input'],
    options?: WriteOptions,
  ): Promise<Entry<FieldsOf<Name>>>;
  change<Name extends TypeName>(
    type: Name,
    id: string,
    fields: ContentTypes[Name]['change'],
    options?: WriteOptions,
  ): Promise<Entry<FieldsOf<Name>>>;
  publish<Name extends TypeName>(type: Name, id: string): Promise<Entry<FieldsOf<Name>>>;
  /** Any other path of the document, with the values of its `{parameters}` and its query. */
  get<Path extends Readable>(
    path: Path,
    parameters?: Record<string, string>,
    query?: Record<string, string>,
  ): Promise<AnswerOf<Path>>;
}

/** The server refused, and says why. */
export class CmsProblem extends Error {
  readonly status: number;
  /** Stable; what a program decides by. */
  readonly code: string;
  /** What was wrong, e.g. `fields.title`. */
  readonly field: string | undefined;
  readonly traceId: string | undefined;

  constructor(status: number, { code, title, detail, field, traceId }: ProblemBody) {
    super([title, detail].filter(Boolean).join('. ') || `HTTP ${status}`);
    this.name = 'CmsProblem';
    this.status = status;
    this.code = code ?? 'unknown';
    this.field = field;
    this.traceId = traceId;
  }
}

type ProblemBody = { code?: string; title?: string; detail?: string; field?: string; traceId?: string };

export type ClientOptions = {
  /** Of cms-api, e.g. `http://127.0.0.1:4100`. */
  origin: string;
  /** Access token or API token. */
  token?: string;
  /** An answer that takes longer is given up. Default 15,000. */
  timeoutMs?: number;
};

export function createCmsClient({ origin, token, timeoutMs = 15_000 }: ClientOptions): CmsClient {
  async function ask<Body>(
    path: string,
    asked: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Body> {
    const answer = await fetch(`${origin}/api/v1${path}`, {
      method: asked.method ?? 'GET',
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(asked.body !== undefined && { 'content-type': 'application/json' }),
        ...asked.headers,
      },
      body: asked.body === undefined ? undefined : JSON.stringify(asked.body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    // The document says so; contract tests hold the server to it.
    if (answer.ok) return (await answer.json()) as Body;
    const problem = await answer.json().catch(() => ({}));
    throw new CmsProblem(answer.status, problem as ProblemBody);
  }

  return {
    list: (type, options = {}) => ask(`/content/${type}?${toQuery(options)}`),
    async read(type, name, options = {}) {
      try {
        return await ask(`/content/${type}/${encodeURIComponent(name)}?${toQuery(options)}`);
      } catch (error) {
        if (error instanceof CmsProblem && error.code === 'not_found') return undefined;
        throw error;
      }
    },
    create: (type, fields, options = {}) =>
      ask(`/content/${type}`, { method: 'POST', body: { fields }, headers: toHeaders(options) }),
    change: (type, id, fields, options = {}) =>
      ask(`/content/${type}/${id}`, { method: 'PATCH', body: { fields }, headers: toHeaders(options) }),
    publish: (type, id) => ask(`/content/${type}/${id}/publish`, { method: 'POST' }),
    get(path, parameters = {}, query = {}) {
      const filled = String(path).replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        encodeURIComponent(parameters[name] ?? ''),
      );
      return ask(`${filled}?${new URLSearchParams(query)}`);
    },
  };
}

/** The entry that stands in the place of an id; undefined for a mere id, and for nothing. */
export function included<Value>(
  value: Value | string | null | undefined,
): Exclude<Value, string> | undefined {
  return typeof value === 'string' || value === null || value === undefined
    ? undefined
    : (value as Exclude<Value, string>);
}

function toQuery<Fields>({ filter = {}, ...options }: ListOptions<Fields>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) query.set(name, String(value));
  }
  for (const [field, condition] of Object.entries(filter)) {
    for (const [operator, value] of Object.entries(condition))
      query.set(`filter[${field}][${operator}]`, String(value));
  }
  return query;
}

function toHeaders({ version, idempotencyKey }: WriteOptions): Record<string, string> {
  return {
    ...(version !== undefined && { 'if-match': `"${version}"` }),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
  };
}
