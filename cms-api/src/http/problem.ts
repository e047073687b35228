/** Any refusal or error as application/problem+json (RFC 9457). */
import { type Problem, type ProblemCode, problems } from '@throughline/protocol';
import type { ErrorRequestHandler, Response } from 'express';
import type { z } from 'zod';

/** A refusal with its stable code; thrown by handlers. */
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

export function notFound(thing: string): Refusal {
  return new Refusal('not_found', `No ${thing} has this address.`);
}

/** The first thing that a schema found wrong, with the path of its field. */
export function refusalOf(code: ProblemCode, error: z.core.$ZodError): Refusal {
  const [issue] = error.issues;
  const field = issue?.path.map(String).join('.');
  return new Refusal(code, issue?.message ?? 'The value does not fit the schema.', field || undefined);
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
    if (error instanceof Refusal) {
      send(response, { code: error.code, detail: error.message, field: error.field, traceId });
      return;
    }
    // Express refuses what it cannot decode in a path with an error of status 400.
    if ((error as { status?: unknown } | undefined)?.status === 400) {
      send(response, { code: 'invalid_query', detail: 'The address cannot be decoded.', traceId });
      return;
    }
    deps.onBug(error, traceId);
    send(response, { code: 'internal', detail: 'Look for this trace id in the log of the server.', traceId });
  };
}

function send(
  response: Response,
  { code, detail, field, traceId }: { code: ProblemCode; detail: string; field?: string; traceId?: string },
): void {
  const { status, title } = problems[code];
  const problem: Problem = {
    type: `urn:throughline:problem:${code}`,
    title,
    status,
    code,
    detail,
    field,
    traceId,
  };
  response.status(status).type('application/problem+json').send(JSON.stringify(problem));
}
