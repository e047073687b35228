/** Puts endpoints on an Express router: who may, what fits, the work, the answer. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Pool } from 'pg';
import type { z } from 'zod';
import { can, type Principal } from '../auth/principal.ts';
import type { Answer, Call, Endpoint, SentFile } from './endpoint.ts';
import { answerOnce } from './idempotency.ts';
import { jsonBody } from './json-body.ts';
import { ndjson } from './ndjson.ts';
import { notFound, Refusal, refusalOf } from './problem.ts';

export type MountDeps = {
  pool: Pool;
  /** @throws Refusal when credentials came that are none. */
  identify: (authorization: string | undefined) => Promise<Principal | undefined>;
  traceId: () => string | undefined;
};

const usualBodyBytes = 1_048_576;

export function mount(endpoints: Endpoint[], deps: MountDeps): Router {
  const router = Router();
  const methodsOf = new Map<string, string[]>();
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1');
    const parse = endpoint.body ? [jsonBody(endpoint.bodyLimitBytes ?? usualBodyBytes)] : [];
    router[endpoint.method](path, admit(endpoint, deps), ...parse, serve(endpoint, deps));
    methodsOf.set(path, [...(methodsOf.get(path) ?? []), endpoint.method.toUpperCase()]);
  }
  for (const [path, methods] of methodsOf) router.all(path, refuseMethod(methods));
  return router;
}

/** Before the body is read: a stranger's megabyte is not worth parsing. */
function admit({ access }: Endpoint, { identify }: MountDeps): RequestHandler {
  return async (request, response, next) => {
    const principal = await identify(request.headers.authorization);
    if (access !== 'public' && !principal) {
      throw new Refusal('not_logged_in', 'Send Authorization: Bearer with an access token or an API token.');
    }
    if (access !== 'public' && access !== 'user' && !can(principal, access)) {
      throw new Refusal('forbidden', `This needs the permission ${access}.`);
    }
    response.locals.principal = principal;
    next();
  };
}

function serve(endpoint: Endpoint, { pool, traceId }: MountDeps): RequestHandler {
  const { params, query, body, method } = endpoint;

  return async (request, response) => {
    const kept: (() => void)[] = [];
    const call: Omit<Call<unknown, unknown, unknown>, 'db'> = {
      params: params ? checkedPath(params, request.params) : {},
      query: query ? checked(query, request.query, 'invalid_query') : request.query,
      body: body && checked(body, request.body, 'invalid_body'),
      principal: response.locals.principal as Principal | undefined,
      stream: request,
      afterCommit: (then) => kept.push(then),
      headers: request.headers,
      address: request.ip ?? '',
      traceId: traceId(),
    };
    const key = method === 'post' && endpoint.isRepeatable !== false && request.get('Idempotency-Key');
    const answer = key
      ? await answerOnce(pool, key, call, request, (db) => endpoint.handle({ ...call, db }))
      : await endpoint.handle({ ...call, db: pool });
    for (const then of kept) then();
    await reply(request, response, answer);
  };
}

async function reply(request: Request, response: Response, answer: Answer): Promise<void> {
  if (answer.file) await sendFile(response, answer, answer.file);
  else if (answer.lines) await sendLines(response, answer, answer.lines);
  else send(request, response, answer);
}

/** What does not fit a path names nothing. */
function checkedPath(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Refusal('not_found', 'Nothing has this address.');
  return parsed.data;
}

function checked(schema: z.ZodType, value: unknown, code: 'invalid_query' | 'invalid_body'): unknown {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw refusalOf(code, parsed.error);
  return parsed.data;
}

function setHeaders(response: Response, { headers = {} }: Answer): void {
  for (const [name, value] of Object.entries(headers)) {
    // What it varies by already, the origin, stays.
    if (name === 'Vary') response.vary(value);
    else response.setHeader(name, value);
  }
}

/** Ranges and If-Range are Express' to answer, by the ETag among the headers. */
async function sendFile(
  response: Response,
  answer: Answer,
  { folder, path, contentType, downloadName }: SentFile,
): Promise<void> {
  setHeaders(response, answer);
  if (downloadName !== undefined) response.attachment(downloadName);
  response.setHeader('Content-Type', contentType);
  const options = { root: folder, etag: false, lastModified: false, cacheControl: false };
  try {
    await promisify<string, object>(response.sendFile.bind(response))(path, options);
  } catch (error) {
    const { code, status } = (error ?? {}) as { code?: unknown; status?: unknown };
    // The client went away.
    if (response.headersSent || code === 'ECONNABORTED') return;
    for (const name of response.getHeaderNames()) if (name !== 'vary') response.removeHeader(name);
    if (status === 404) throw notFound('file');
    if (status === 416) throw new Refusal('invalid_range', 'The file is shorter than that.', 'Range');
    throw error;
  }
}

/** What fails midway cuts the connection: half of the lines must not look like all of them. */
async function sendLines(response: Response, answer: Answer, lines: AsyncIterable<string>): Promise<void> {
  setHeaders(response, answer);
  response.status(answer.status).setHeader('Content-Type', ndjson);
  try {
    await pipeline(Readable.from(lines), response);
  } catch (error) {
    response.destroy();
    if (!isClientGone(error)) throw error;
  }
}

function isClientGone(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}

function send(request: Request, response: Response, answer: Answer): void {
  const { status, body, json } = answer;
  setHeaders(response, answer);
  const text = json ?? (body === undefined ? undefined : JSON.stringify(body));
  if (text === undefined || status === 204 || status === 304) {
    response.status(status).end();
    return;
  }
  if (request.method !== 'GET' && /\breturn=minimal\b/.test(request.get('Prefer') ?? '')) {
    response.setHeader('Preference-Applied', 'return=minimal');
    response.status(status === 200 ? 204 : status).end();
    return;
  }
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  // Encoded once: its length and its bytes are the same walk through the text.
  const bytes = Buffer.from(text);
  response.setHeader('Content-Length', bytes.length);
  response.end(bytes);
}

function refuseMethod(methods: string[]): RequestHandler {
  const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ');
  return (_request, response) => {
    response.set('Allow', allowed);
    throw new Refusal('method_not_allowed', `Here one may ${allowed}.`);
  };
}
