/**
 * One endpoint of the read API, declared once. From the declaration come its Express route, the check of who may ask,
 * the check of what comes in, its place in OpenAPI and, in development, the check of what goes out.
 *
 * ```ts
 * export function createRouteEndpoints({ store }: { store: Store }): Endpoint[] {
 *   return [
 *     endpoint({
 *       method: 'get',
 *       path: '/sites/:site/routes',
 *       summary: 'Routes with their vitals and their server time',
 *       access: 'viewer',
 *       query: RangeQuery,          // a z.object; parameters that it does not name are refused
 *       answer: RouteList,          // null for 204
 *       rows: ({ routes }) => routes, // makes ?format=csv possible
 *       handle: async ({ site, query }) => readRoutes(store, site, query),
 *     }),
 *   ];
 * }
 * ```
 *
 * `site` is the site of the path after the caller's role there was proven: the only site a handler knows.
 * A handler refuses by throwing a Refusal. Answers get an ETag, and 304 when the client has them already.
 */
import type { Role } from '@throughline/protocol';
import type { RequestHandler } from 'express';
import type { z } from 'zod';
import type { Caller } from '../auth/caller.ts';

/**
 * Who may ask. A role is the one in the site of the path; API tokens have `viewer` (scope read), `editor` (write) or
 * `owner` (admin) in their one site. `user` is anybody known; `admin` is a person who runs this installation.
 */
export type Access = 'anyone' | 'user' | 'admin' | Role;

export type Context<Asked extends Access, Params, Query, Body> = {
  params: Params;
  query: Query;
  body: Body;
  site: Asked extends Role ? string : undefined;
  caller: Asked extends 'anyone' ? Caller | undefined : Caller;
  setHeader(name: string, value: string): void;
};

type Declared = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below /api/v1, in Express' form: `/sites/:site/views/:id`. */
  path: string;
  summary: string;
  access: Access;
  /** Of a success, default 200, or 204 without an answer. */
  status?: number;
  /** Most bytes of a body, default 64 KB. */
  bodyBytes?: number;
  /** Runs before anything else, e.g. a limiter. */
  before?: RequestHandler;
};

/** An endpoint as the API sees it, whatever its schemas are. */
export type Endpoint = Declared & {
  params?: z.ZodObject;
  query?: z.ZodObject | z.ZodPipe<z.ZodObject>;
  body?: z.ZodType;
  answer: z.ZodType | null;
  rows?(answer: unknown): object[];
  /** Instead of an answer. */
  streaming?: Streaming;
  handle(context: Context<Access, unknown, unknown, unknown>): Promise<unknown>;
};

type StreamEvent = { event: string; id?: string; data: object };

/** Events of one site, for as long as the client stays. */
export type Streaming = {
  /** What an event of the stream's chief kind holds. */
  event: z.ZodType;
  /** @returns Call it to leave. */
  join(site: string, lastEventId: string | undefined, send: (event: StreamEvent) => void): () => void;
  /** Ends every stream when it is aborted. */
  stopped: AbortSignal;
};

/** A GET that answers with server-sent events. */
export function eventStream({
  path,
  summary,
  access,
  ...streaming
}: Pick<Declared, 'path' | 'summary'> & { access: Role } & Streaming): Endpoint {
  return { method: 'get', path, summary, access, answer: null, handle: async () => {}, streaming };
}

type Nothing = z.ZodObject<Record<never, never>>;

export function endpoint<
  Asked extends Access,
  Answer extends z.ZodType | null,
  Params extends z.ZodObject = Nothing,
  Query extends z.ZodObject | z.ZodPipe<z.ZodObject> = Nothing,
  Body extends z.ZodType = z.ZodUndefined,
>(
  declared: Declared & {
    access: Asked;
    /** Of the path, besides `site`. What does not fit is "not found". */
    params?: Params;
    query?: Query;
    body?: Body;
    answer: Answer;
    /** The table in an answer: nested values become columns such as `vitals.lcp.value`. */
    rows?: (answer: Told<Answer>) => object[];
    handle: (
      context: Context<Asked, z.output<Params>, z.output<Query>, z.output<Body>>,
    ) => Promise<Told<Answer>>;
  },
): Endpoint {
  // The API hands a handler what its own schemas made, so the erased type loses nothing.
  return declared as unknown as Endpoint;
}

type Told<Answer> = Answer extends z.ZodType ? z.output<Answer> : unknown;

/** The parameters that an endpoint's own query names. */
export function queryNames({ query }: Pick<Endpoint, 'query'>): string[] {
  if (!query) return [];
  return Object.keys('shape' in query ? query.shape : query.in.shape);
}
