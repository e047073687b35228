/**
 * The two doors, on node:http in front of the Express app: Express alone costs more CPU per request than
 * reading, checking and keeping a body does. What is not a door's path is left to the app.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { limits } from '@throughline/protocol';
import type { Metrics } from '../health/metrics.ts';
import { sendProblem } from '../http/problem.ts';
import type { Directory } from '../sites/directory.ts';
import type { Spool } from '../spool/spool.ts';
import { acceptReport, acceptView, type Outcome } from './accept.ts';
import { readBody } from './read-body.ts';

export type DoorOptions = {
  spool: Spool;
  directory: Directory;
  metrics: Metrics;
  /** Headers in which a proxy tells the visitor's country, lower case, first match wins. */
  countryHeaders: string[];
  now?: () => number;
};

/** Answers the doors' own paths. @returns False when the request is somebody else's. */
export type Door = (request: IncomingMessage, response: ServerResponse) => boolean;

const retryAfterSeconds = 10;

export function createDoor(options: DoorOptions): Door {
  const { spool, directory, metrics, now = Date.now } = options;

  const receiveView = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    allowOrigin(request, response);
    const receivedAtMs = now();
    const body = await readBody(request, limits.viewBodyBytes);
    if (!body.ok) {
      if (body.because !== 'gone')
        answer(response, { ok: false, code: body.because, detail: viewTooLarge }, 'view');
      return;
    }
    const sender = {
      origin: request.headers.origin,
      userAgent: request.headers['user-agent'],
      country: countryOf(request, options.countryHeaders),
      receivedAtMs,
    };
    answer(response, await acceptView(body.bytes, sender, { spool, directory }), 'view');
  };

  const receiveReport = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const receivedAtMs = now();
    const body = await readBody(request, limits.reportBodyBytes);
    if (!body.ok) {
      if (body.because !== 'gone')
        answer(response, { ok: false, code: body.because, detail: reportTooLarge }, 'report');
      return;
    }
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    answer(response, await acceptReport(body.bytes, { token, receivedAtMs }, { spool, directory }), 'report');
  };

  const answer = (response: ServerResponse, outcome: Outcome, kind: 'view' | 'report'): void => {
    if (outcome.ok) {
      metrics.accepted.inc({ kind });
      response.writeHead(202, { 'Content-Length': 0 }).end();
      return;
    }
    metrics.refused.inc({ site: outcome.site ?? '', reason: outcome.code });
    // What is left of a refused body is not read: the connection cannot be used again.
    if (outcome.code === 'body_too_large') response.setHeader('Connection', 'close');
    const isPassing = outcome.code === 'spool_full';
    sendProblem(response, outcome.code, { ...outcome, ...(isPassing && { retryAfterSeconds }) });
  };

  return (request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path !== '/v1/views' && path !== '/v1/reports') return false;

    if (request.method === 'POST') {
      const receive = path === '/v1/views' ? receiveView : receiveReport;
      receive(request, response).catch(() => {
        if (!response.headersSent) sendProblem(response, 'internal');
      });
      return true;
    }
    if (request.method === 'OPTIONS' && path === '/v1/views') {
      allowOrigin(request, response);
      response.setHeader('Access-Control-Allow-Methods', 'POST');
      response.setHeader('Access-Control-Allow-Headers', 'content-type, content-encoding');
      response.setHeader('Access-Control-Max-Age', '7200');
      response.writeHead(204).end();
      return true;
    }
    response.setHeader('Allow', path === '/v1/views' ? 'POST, OPTIONS' : 'POST');
    sendProblem(response, 'method_not_allowed', { detail: `Send it as POST ${path}.` });
    return true;
  };
}

const viewTooLarge = `A view may have ${limits.viewBodyBytes} bytes. Send fewer resources, marks and measures.`;
const reportTooLarge = `A report may have ${limits.reportBodyBytes} bytes after inflation. Send smaller batches.`;

/** The sender may read why it was refused; credentials are never allowed, and the key decides what is taken. */
function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  if (!origin) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Vary', 'Origin');
}

function countryOf(request: IncomingMessage, headers: string[]): string | undefined {
  for (const header of headers) {
    const value = request.headers[header];
    if (typeof value === 'string' && /^[A-Za-z]{2}$/.test(value)) return value.toUpperCase();
  }
  return undefined;
}
