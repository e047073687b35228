/** Any refusal or error as application/problem+json (RFC 9457), for node:http and for Express alike. */
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type Problem, type ProblemCode, problems } from '@throughline/protocol';
import type { NextFunction, Request, Response } from 'express';
import type { z } from 'zod';
import { TooSlow } from '../store/store.ts';

/** A refusal with its stable code; thrown by handlers of the read API, returned as a value by the doors. */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly field: string | undefined;

  constructor(code: ProblemCode, detail: string, field?: string) {
    super(detail);
    this.name = 'Refusal';
    this.code = code;
    this.field = field;
  }
}

/** The first thing that a schema found wrong, with the path of its field. */
export function refusalOf(code: ProblemCode, error: z.core.$ZodError): Refusal {
  const [issue] = error.issues;
  const field = issue?.path.map(String).join('.');
  return new Refusal(code, issue ? issue.message : 'The value does not fit the schema.', field || undefined);
}

/** @param retryAfterSeconds Told to the sender as Retry-After. */
export function sendProblem(
  response: ServerResponse,
  code: ProblemCode,
  options: { detail?: string; field?: string; traceId?: string; retryAfterSeconds?: number } = {},
): void {
  const { status, title } = problems[code];
  const problem: Problem = {
    type: `urn:throughline:problem:${code}`,
    title,
    status,
    code,
    ...(options.detail && { detail: options.detail }),
    ...(options.field && { field: options.field }),
    traceId: options.traceId ?? randomBytes(16).toString('hex'),
  };
  const body = JSON.stringify(problem);
  if (options.retryAfterSeconds) response.setHeader('Retry-After', String(options.retryAfterSeconds));
  response.setHeader('Content-Type', 'application/problem+json');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.writeHead(status).end(body);
}

type ProblemHandlerOptions = {
  onBug: (error: unknown, traceId: string) => void;
  /** Whether an error says that a part is away: then it is told so, and to come again. */
  isAway: (error: unknown) => boolean;
};

/** The last handler of an Express app: refusals become themselves, anything else is a bug and tells the sender nothing. */
export function problemHandler({ onBug, isAway }: ProblemHandlerOptions) {
  return function handleProblem(
    error: unknown,
    _request: Request,
    response: Response,
    next: NextFunction,
  ): void {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error instanceof Refusal) {
      sendProblem(response, error.code, { detail: error.message, field: error.field });
      return;
    }
    const known = bodyParserCode(error);
    if (known) {
      sendProblem(response, known);
      return;
    }
    if (error instanceof TooSlow) {
      sendProblem(response, 'too_slow', { detail: error.message });
      return;
    }
    if (isAway(error)) {
      const detail = 'The database is away or too busy. Views are still taken; ask again in a few seconds.';
      sendProblem(response, 'unavailable', { detail, retryAfterSeconds: 5 });
      return;
    }
    const traceId = randomBytes(16).toString('hex');
    onBug(error, traceId);
    sendProblem(response, 'internal', {
      detail: 'Look for this trace id in the log of the server.',
      traceId,
    });
  };
}

/** Express' own parsers throw errors with a `type`. */
function bodyParserCode(error: unknown): ProblemCode | undefined {
  // The router's own: a path with broken percent signs names nothing.
  if (error instanceof URIError) return 'not_found';
  const { type, status } = error as { type?: string; status?: number };
  if (type === 'entity.parse.failed') return 'malformed_json';
  if (type === 'entity.too.large') return 'body_too_large';
  if (status === 415) return 'unsupported_encoding';
  return status === 400 ? 'invalid_body' : undefined;
}
