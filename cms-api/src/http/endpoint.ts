/** An endpoint as a value: what it takes, what it answers and who may ask. Routes, documentation and tests read the same. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { z } from 'zod';
import type { oas31 } from 'zod-openapi';
import type { Permission } from '../auth/permissions.ts';
import type { Principal } from '../auth/principal.ts';
import type { Db } from '../db/sql.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** `public`: everybody; `user`: whoever is logged in or has a token; else those with the permission. */
export type Access = 'public' | 'user' | Permission;

export type Answer = {
  status: number;
  body?: unknown;
  /** A body that is JSON text already; it is sent as it is. */
  json?: string;
  headers?: Record<string, string>;
  /** A file is sent instead of a body, whole or in the ranges that are asked for. */
  file?: SentFile;
  /** NDJSON that is sent as it is made. */
  lines?: AsyncIterable<string>;
};

export type SentFile = {
  folder: string;
  /** Inside of the folder. */
  path: string;
  contentType: string;
  /** Browsers keep it under this name and do not show it. */
  downloadName?: string;
};

/** What `answers` says of a body that is no JSON. */
export type Bytes = 'file' | 'lines';

export type Call<Params, Query, Body> = {
  params: Params;
  query: Query;
  body: Body;
  /** The request itself, for endpoints that take their body as it comes. */
  stream: IncomingMessage;
  /** Undefined for those who did not say who they are. */
  principal: Principal | undefined;
  /** The pool, or the transaction that also keeps the answer under an Idempotency-Key. */
  db: Db;
  /** Runs when the work is kept: what forgets cached answers must not run before. */
  afterCommit(then: () => void): void;
  headers: IncomingHttpHeaders;
  /** Where the request came from, for the audit log and for limits. */
  address: string;
  traceId: string | undefined;
};

export type EndpointShape<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = {
  method: Method;
  /** With `{name}` for parameters. */
  path: string;
  access: Access;
  tag: string;
  /** One line. */
  summary: string;
  description?: string;
  params?: Params;
  query?: Query;
  /** Query parameters that are read by the handler itself, for the documentation. */
  queryParameters?: QueryParameter[];
  body?: Body;
  bodyLimitBytes?: number;
  /** The content type of a body that is read by the handler itself, as it comes. */
  takes?: string;
  /** Status → schema of the body; null: no body. */
  answers: Record<number, z.ZodType | Bytes | null>;
  /** Takes If-None-Match, answers with an ETag. */
  isConditional?: boolean;
  /** Takes If-Match, answers 412. */
  isGuarded?: boolean;
  /** False where an Idempotency-Key would keep secrets. Default true for POST. */
  isRepeatable?: boolean;
  handle(call: Call<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<Answer>;
};

export type QueryParameter = {
  name: string;
  description: string;
  schema: oas31.SchemaObject;
  style?: 'deepObject';
};

/** What lists of endpoints hold: each knows its own types, the others only that it has some. */
export type Endpoint = EndpointShape<z.ZodType, z.ZodType, z.ZodType>;

export function endpoint<
  Params extends z.ZodType = z.ZodType<Record<string, never>>,
  Query extends z.ZodType = z.ZodType<Record<string, never>>,
  Body extends z.ZodType = z.ZodType<undefined>,
>(shape: EndpointShape<Params, Query, Body>): Endpoint {
  return shape;
}
