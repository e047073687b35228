/** Declared endpoints as one Express router: who may ask, what comes in, the handler, what goes out. */
import { isDeepStrictEqual } from 'node:util';
import { json, type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import type { Guard } from '../auth/guard.ts';
import { toCsv } from './csv.ts';
import { type Endpoint, queryNames, type Streaming } from './endpoint.ts';
import { streamEvents } from './event-stream.ts';
import { Refusal, refusalOf, sendProblem } from './problem.ts';

export type ApiOptions = {
  guard: Guard;
  /** Whether answers are held against their schema: that finds mistakes, and costs too much in production. */
  checksAnswers: boolean;
};

const defaultBodyBytes = 65_536;
const nothing = z.object();
/** Databases end text there, and nobody types it. */
const noNul = 'The character NUL (\\u0000) is not allowed.';

export function createApi(endpoints: Endpoint[], options: ApiOptions): Router {
  // A path written in another way is another path: there is no way round the guard.
  const router = Router({ caseSensitive: true, strict: true }).use(refuseNul);
  const methodsOf = new Map<string, string[]>();
  for (const endpoint of endpoints) {
    const handlers = [...(endpoint.before ? [endpoint.before] : []), toHandler(endpoint, options)];
    router[endpoint.method](endpoint.path, ...handlers);
    methodsOf.set(endpoint.path, [...(methodsOf.get(endpoint.path) ?? []), endpoint.method.toUpperCase()]);
  }
  for (const [path, methods] of methodsOf) router.all(path, refuseMethod(methods.join(', ')));
  return router;
}

const refuseNul: RequestHandler = (request, _response, next) => {
  if (request.originalUrl.includes('%00')) throw new Refusal('invalid_query', noNul);
  next();
};

/** Each holds a socket and an interval. One site's onlookers leave room for those of others. */
const mostStreams = 200;
const mostStreamsOfSite = 50;

function toStreamHandler(endpoint: Endpoint, streaming: Streaming, guard: Guard): RequestHandler {
  let streams = 0;
  const bySite = new Map<string, number>();
  return async (request, response) => {
    const { site } = await guard(request, endpoint.access);
    parseQuery(endpoint, request);
    if (!site) throw new Error(`${endpoint.path} streams without a site.`);
    const ofSite = bySite.get(site) ?? 0;
    if (streams >= mostStreams || ofSite >= mostStreamsOfSite)
      throw new Refusal('overloaded', 'Too many people look on. Try again later.');
    streams += 1;
    bySite.set(site, ofSite + 1);
    try {
      const proveAgain = () => guard(request, endpoint.access);
      await streamEvents(request, response, { site, streaming, proveAgain });
    } finally {
      streams -= 1;
      const left = (bySite.get(site) ?? 1) - 1;
      if (left > 0) bySite.set(site, left);
      else bySite.delete(site);
    }
  };
}

function toHandler(endpoint: Endpoint, { guard, checksAnswers }: ApiOptions): RequestHandler {
  if (endpoint.streaming) return toStreamHandler(endpoint, endpoint.streaming, guard);
  const parseBody = json({ limit: endpoint.bodyBytes ?? defaultBodyBytes });

  return async (request, response) => {
    const admitted = await guard(request, endpoint.access);
    const params = parseParams(endpoint, request);
    const format = parseFormat(endpoint, request);
    const query = parseQuery(endpoint, request);
    const body = endpoint.body && (await readBody(endpoint.body, parseBody, request, response));

    const setHeader = (name: string, value: string) => void response.setHeader(name, value);
    // The guard gives a site and a caller wherever the access promises them.
    const { caller, site } = admitted as { caller: NonNullable<typeof admitted.caller>; site: undefined };
    const answer = await endpoint.handle({ params, query, body, caller, site, setHeader });
    if (checksAnswers && endpoint.answer) checkAnswer(endpoint.answer, answer, request.path);

    const isRead = endpoint.method === 'get';
    response.setHeader('Cache-Control', isRead ? 'private, no-cache' : 'private, no-store');
    response.status(endpoint.status ?? (endpoint.answer ? 200 : 204));
    if (!endpoint.answer) response.end();
    else if (format === 'csv') sendCsv(response, endpoint, answer);
    else response.json(answer);
  };
}

function parseParams({ params = nothing }: Endpoint, request: Request): unknown {
  const parsed = params.safeParse(request.params);
  if (!parsed.success) throw new Refusal('not_found', `There is nothing at ${request.path}.`);
  return parsed.data;
}

function parseQuery(endpoint: Endpoint, request: Request): unknown {
  const known = queryNames(endpoint);
  const { format: _format, ...rest } = request.query;
  const asked = endpoint.rows ? rest : request.query;
  // A filter with a spelling mistake must not be answered as if it had been obeyed.
  const unknown = Object.keys(asked).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const detail = `There is no such parameter here. Known: ${known.join(', ') || 'none'}.`;
    throw new Refusal('invalid_query', detail, unknown.slice(0, 100));
  }
  const parsed = (endpoint.query ?? nothing).safeParse(asked);
  if (!parsed.success) throw refusalOf('invalid_query', parsed.error);
  return parsed.data;
}

/** `?format=` before the Accept header: a link can be shared, a header cannot. */
function parseFormat(endpoint: Endpoint, request: Request): 'json' | 'csv' {
  if (!endpoint.rows) return 'json';
  const { format } = request.query;
  if (format === undefined) return request.accepts(['json', 'csv']) === 'csv' ? 'csv' : 'json';
  if (format !== 'json' && format !== 'csv') throw new Refusal('invalid_query', 'Use json or csv.', 'format');
  return format;
}

async function readBody(
  schema: z.ZodType,
  parseBody: RequestHandler,
  request: Request,
  response: Response,
): Promise<unknown> {
  await new Promise<void>((read, fail) => {
    parseBody(request, response, (error: unknown) => (error ? fail(error) : read()));
  });
  if (request.body === undefined)
    throw new Refusal('unsupported_encoding', 'Send JSON as Content-Type: application/json.');
  const parsed = schema.safeParse(request.body);
  if (!parsed.success) throw refusalOf('invalid_body', parsed.error);
  if (JSON.stringify(parsed.data).includes('\\u0000')) throw new Refusal('invalid_body', noNul);
  return parsed.data;
}

/** @throws Error when the answer is not exactly what its schema says, surplus fields included. */
function checkAnswer(schema: z.ZodType, answer: unknown, path: string): void {
  const sent: unknown = JSON.parse(JSON.stringify(answer));
  const parsed = schema.safeParse(sent);
  if (!parsed.success) throw new Error(`${path} answers what its schema forbids: ${parsed.error.message}`);
  if (!isDeepStrictEqual(parsed.data, sent))
    throw new Error(`${path} answers fields that its schema does not name: ${JSON.stringify(sent)}`);
}

function sendCsv(response: Response, { path, rows }: Endpoint, answer: unknown): void {
  const name = path.split('/').findLast((part) => part !== '' && !part.startsWith(':'));
  response.vary('Accept').attachment(`${name}.csv`).type('text/csv; charset=utf-8');
  response.send(toCsv(rows?.(answer) ?? []));
}

function refuseMethod(methods: string): RequestHandler {
  return (request, response) => {
    response.setHeader('Allow', methods);
    sendProblem(response, 'method_not_allowed', { detail: `${request.method} is none of ${methods}.` });
  };
}
