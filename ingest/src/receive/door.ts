/**
 * The two doors, on node:http in front of the Express app: Express alone costs more CPU per request than
 * reading, checking and keeping a body does. What is not a door's path is left to the app.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { limits, type ProblemCode } from '@throughline/protocol';
import type { Metrics } from '../health/metrics.ts';
import { sendProblem } from '../http/problem.ts';
import type { Directory } from '../sites/directory.ts';
import type { Spool } from '../spool/spool.ts';
import { acceptReport, acceptView, type Outcome } from './accept.ts';
import { addressOf, isLoopback } from './address.ts';
import type { Admission } from './admission.ts';
import { inflate } from './inflate.ts';
import { readBody } from './read-body.ts';
import type { Refusals } from './refusals.ts';

export type DoorOptions = {
  spool: Spool;
  directory: Directory;
  metrics: Metrics;
  admission: Admission;
  refusals: Refusals;
  /** Proxies of the operator's own in front of this server. */
  trustedProxies: number;
  /** Headers in which a proxy tells the visitor's country, lower case, first match wins. */
  countryHeaders: string[];
  now?: () => number;
};

/** Answers the doors' own paths. @returns False when the request is somebody else's. */
export type Door = (request: IncomingMessage, response: ServerResponse) => boolean;

/** What passes by itself, and when to come again. */
const retryAfterSeconds: Partial<Record<ProblemCode, number>> = {
  spool_full: 10,
  overloaded: 2,
  too_many_requests: 5,
};

export function createDoor(options: DoorOptions): Door {
  const { spool, directory, metrics, admission, refusals, trustedProxies, now = Date.now } = options;
  const parts = { spool, directory, admission };
  // Looked up once: finding a label's counter anew costs more than counting.
  const accepted = { view: metrics.accepted.labels('view'), report: metrics.accepted.labels('report') };

  const receiveView = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    allowOrigin(request, response);
    const receivedAtMs = now();
    const read = await readBody(request, limits.viewBodyBytes);
    if (!read) return;
    const body = read.ok ? inflate(read.bytes, encodingOf(request), limits.viewBodyBytes) : read;
    if (!body.ok) {
      answer(response, { ok: false, code: body.because, detail: viewTooLarge }, 'view');
      return;
    }
    const sender = {
      origin: request.headers.origin,
      userAgent: request.headers['user-agent'],
      country: countryOf(request, options.countryHeaders),
      receivedAtMs,
    };
    answer(response, await acceptView(body.bytes, sender, parts), 'view');
  };

  const receiveReport = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const receivedAtMs = now();
    const read = await readBody(request, limits.reportBodyBytes);
    if (!read) return;
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const sender = token ? directory.serviceByToken(token) : undefined;
    if (!sender) {
      answer(response, unknownToken, 'report');
      return;
    }
    // Nothing is inflated for strangers.
    const body = read.ok ? inflate(read.bytes, encodingOf(request), limits.reportBodyBytes) : read;
    if (!body.ok) {
      answer(
        response,
        { ok: false, code: body.because, detail: reportTooLarge, site: sender.site },
        'report',
      );
      return;
    }
    answer(response, await acceptReport(body.bytes, { ...sender, receivedAtMs }, parts), 'report');
  };

  const answer = (response: ServerResponse, outcome: Outcome, kind: 'view' | 'report'): void => {
    if (outcome.ok) {
      accepted[kind].inc();
      response.writeHead(202, { 'Content-Length': 0 }).end();
      return;
    }
    refusals.count(outcome.site, outcome.code);
    // What is left of a refused body is not read: the connection cannot be used again.
    if (outcome.code === 'body_too_large') response.setHeader('Connection', 'close');
    const waitSeconds = retryAfterSeconds[outcome.code];
    sendProblem(response, outcome.code, {
      ...outcome,
      ...(waitSeconds && { retryAfterSeconds: waitSeconds }),
    });
  };

  const receive = (kind: 'view' | 'report', request: IncomingMessage, response: ServerResponse): void => {
    const address = addressOf(request, trustedProxies);
    const admitted = admission.enter(isLoopback(address) ? undefined : address);
    if (!admitted.ok) {
      if (kind === 'view') allowOrigin(request, response);
      // Its body is not read: the connection cannot be used again.
      response.setHeader('Connection', 'close');
      answer(response, admitted, kind);
      return;
    }
    const received = kind === 'view' ? receiveView(request, response) : receiveReport(request, response);
    received
      .catch(() => {
        if (!response.headersSent) sendProblem(response, 'internal');
      })
      .finally(admission.leave);
  };

  return (request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '';
    const kind = doors[path];
    if (!kind) return false;

    if (request.method === 'POST') receive(kind, request, response);
    else if (request.method === 'OPTIONS' && kind === 'view') answerPreflight(request, response);
    else {
      response.setHeader('Allow', kind === 'view' ? 'POST, OPTIONS' : 'POST');
      sendProblem(response, 'method_not_allowed', { detail: `Send it as POST ${path}.` });
    }
    return true;
  };
}

const doors: Record<string, 'view' | 'report'> = { '/v1/views': 'view', '/v1/reports': 'report' };

/** Asked by senders of JSON alone; text/plain needs none. */
function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  allowOrigin(request, response);
  response.setHeader('Access-Control-Allow-Methods', 'POST');
  response.setHeader('Access-Control-Allow-Headers', 'content-type, content-encoding');
  response.setHeader('Access-Control-Max-Age', '7200');
  response.writeHead(204).end();
}

const viewTooLarge = `A view may have ${limits.viewBodyBytes} bytes. Send fewer resources, marks and measures.`;
const reportTooLarge = `A report may have ${limits.reportBodyBytes} bytes after inflation. Send smaller batches.`;

/** The sender may read why it was refused; credentials are never allowed, and the key decides what is taken. */
function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  if (!origin) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  // Scripts of other origins may read no other header unless it is named here.
  response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
  response.setHeader('Vary', 'Origin');
}

function encodingOf(request: IncomingMessage): string | undefined {
  return request.headers['content-encoding'];
}

const unknownToken = {
  ok: false,
  code: 'unknown_token',
  detail: 'Send the service token as "Authorization: Bearer …".',
} as const;

function countryOf(request: IncomingMessage, headers: string[]): string | undefined {
  for (const header of headers) {
    const value = request.headers[header];
    if (typeof value === 'string' && /^[A-Za-z]{2}$/.test(value)) return value.toUpperCase();
  }
  return undefined;
}
