/** One try: a POST to an address that was looked at, without redirects, within a time. Of the answer only its status is read. */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { AddressRefused, guardedLookup, type Range, refuseLiteral } from './addresses.ts';
import type { Try } from './schema.ts';
import { signedHeaders } from './signature.ts';
import type { Due } from './store.ts';

export type Send = (due: Due) => Promise<Omit<Try, 'at'>>;

export type SendOptions = {
  /** Networks of one’s own that receivers may stand in. */
  allowed: readonly Range[];
  timeoutMs: number;
};

export function createSend({ allowed, timeoutMs }: SendOptions): Send {
  const lookup = guardedLookup(allowed);
  return async (due) => {
    const startMs = performance.now();
    const durationMs = () => Math.round(performance.now() - startMs);
    try {
      const url = new URL(due.url);
      refuseLiteral(url, allowed);
      const status = await post(url, due, lookup, timeoutMs);
      const failure = status >= 200 && status < 300 ? null : `It answered ${status}.`;
      return { durationMs: durationMs(), status, failure };
    } catch (error) {
      return { durationMs: durationMs(), status: null, failure: toFailure(error, timeoutMs) };
    }
  };
}

function post(
  url: URL,
  { id, body, secret }: Due,
  lookup: LookupFunction,
  timeoutMs: number,
): Promise<number> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const bytes = Buffer.from(body);
  const headers = {
    'content-type': 'application/json',
    'content-length': bytes.length,
    'user-agent': 'Throughline-Webhooks/1',
    ...signedHeaders(secret, id, body, Math.floor(Date.now() / 1_000)),
  };
  return new Promise((done, fail) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const request = send(url, { method: 'POST', lookup, agent: false, headers, signal }, (response) => {
      done(response.statusCode ?? 0);
      response.on('error', () => {}).destroy();
    });
    request.on('error', fail).end(bytes);
  });
}

/** What may be told to who made the webhook: no word of what stands in the network. */
function toFailure(error: unknown, timeoutMs: number): string {
  if (error instanceof AddressRefused)
    return 'Its address leads into a private network: no connection was made.';
  const { name, code } = (error ?? {}) as { name?: string; code?: string };
  if (name === 'AbortError' || name === 'TimeoutError') return `No answer within ${timeoutMs} ms.`;
  return `No answer: ${code ?? 'the connection failed'}.`;
}
