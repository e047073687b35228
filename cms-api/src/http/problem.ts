/** Any refusal or error as application/problem+json (RFC 9457). */
import { type Problem, type ProblemCode, problems } from '@throughline/protocol';
import type { ErrorRequestHandler, Response } from 'express';
import type { z } from 'zod';

/** A refusal with its stable code; thrown by handlers. */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly field: string | undefined;
  /** Of a refusal that time alone heals. */
  retryAfterSeconds?: number;

  constructor(code: ProblemCode, detail: string, field?: string) {
    super(detail);
    this.name = 'Refusal';
    this.code = code;
    this.field = field;
  }
}

export function notFound(thing: string): Refusal {
  return new Refusal('not_found', `No ${thing} has this address.`);
}

/** The first thing that a schema found wrong, with the path of its field. */
export function refusalOf(code: ProblemCode, error: z.core.$ZodError, root?: string): Refusal {
  const [issue] = error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? [issue.keys[0] ?? ''] : [];
  const path = [...(root ? [root] : []), ...(issue?.path ?? []), ...unknown];
  const detail = unknown.length > 0 ? `"${unknown[0]}" is not known here.` : issue?.message;
  return new Refusal(
    code,
    detail ?? 'The value does not fit the schema.',
    path.map(String).join('.') || undefined,
  );
}

/** The last handler: refusals become themselves, anything else is a bug and tells the client nothing but its trace. */
export function problemHandler(deps: {
  traceId: () => string | undefined;
  onBug: (error: unknown, traceId: string | undefined) => void;
}): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const traceId = deps.traceId();
    const refusal = error instanceof Refusal ? error : refusalOfBody(error);
    if (refusal) {
      sendProblem(response, refusal, traceId);
      return;
    }
    deps.onBug(error, traceId);
    sendProblem(
      response,
      new Refusal('internal', 'Look for this trace id in the log of the server.'),
      traceId,
    );
  };
}

export function sendProblem(
  response: Response,
  { code, message, field, retryAfterSeconds }: Refusal,
  traceId: string | undefined,
): void {
  const { status, title } = problems[code];
  const problem: Problem = {
    type: `urn:throughline:problem:${code}`,
    title,
    status,
    code,
    detail: message,
    field,
    traceId,
  };
  if (status === 401) response.set('WWW-Authenticate', 'Bearer');
  if (retryAfterSeconds !== undefined) response.set('Retry-After', String(retryAfterSeconds));
  response.set('Cache-Control', 'no-store');
  response.status(status).type('application/problem+json').send(JSON.stringify(problem));
}

/** What Express and its body parser refuse by themselves. */
function refusalOfBody(error: unknown): Refusal | undefined {
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  switch (type) {
    case 'entity.parse.failed':
      return new Refusal('malformed_json', 'The body is not JSON.');
    case 'entity.too.large':
      return new Refusal('body_too_large', 'Send less at once.');
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new Refusal('unsupported_encoding', 'Send JSON in UTF-8, plain, gzip, deflate or br.');
    case 'request.aborted':
    case 'request.size.invalid':
      return new Refusal('malformed_json', 'The body ended before its length.');
    default:
      // Express refuses what it cannot decode in a path with an error of status 400.
      return status === 400 ? new Refusal('invalid_query', 'The address cannot be decoded.') : undefined;
  }
}
