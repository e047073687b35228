/** Sends one request and times it. undici carries the traffic; what is sent, and when, is decided elsewhere. */
import { Pool } from 'undici';
import type { Ask } from './user-model.ts';

export type Answered = {
  /** 0 when no answer came. */
  status: number;
  /** Why no answer came. */
  fault?: string;
  /** What the server told of its own time, in `X-Response-Time`. */
  toldMs?: number;
  /** On performance.now(): when the request left, and when the last byte of its answer was there. */
  sentAtMs: number;
  endedAtMs: number;
};

export type Traffic = {
  /** Never rejects. @param token Goes along as a bearer token. */
  send(ask: Ask, token: string | undefined): Promise<Answered>;
  close(): Promise<void>;
};

/** Sockets to one server. Whoever needs more waits, which counts for the response time and not for the service time. */
const mostConnections = 1_000;
const timeoutMs = 30_000;

export function createTraffic(origin: string): Traffic {
  const pool = new Pool(origin, {
    connections: mostConnections,
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });

  return {
    send: ({ method, path, json }, token) =>
      new Promise((done) => {
        let status = 0;
        let toldMs: number | undefined;
        let sentAtMs = performance.now();
        const end = (fault?: string) =>
          done({ status, fault, toldMs, sentAtMs, endedAtMs: performance.now() });
        pool.dispatch(
          {
            method,
            path,
            headers: {
              accept: 'application/json, image/avif, image/webp, */*',
              ...(token !== undefined && { authorization: `Bearer ${token}` }),
              ...(json !== undefined && { 'content-type': 'application/json' }),
            },
            body: json === undefined ? null : JSON.stringify(json),
          },
          {
            // Called when a connection is free and the request is about to be written to it.
            onConnect: () => {
              sentAtMs = performance.now();
            },
            onHeaders: (code, headers) => {
              status = code;
              toldMs = readToldMs(headers);
              return true;
            },
            onData: () => true,
            onComplete: () => end(),
            onError: (error) => {
              status = 0;
              end('code' in error ? String(error.code) : error.message);
            },
          },
        );
      }),
    close: () => pool.close(),
  };
}

/** @param headers Names and values by turns. */
function readToldMs(headers: Buffer[]): number | undefined {
  const at = headers.findIndex((name, index) => index % 2 === 0 && isResponseTime(name));
  const ms = Number.parseFloat(String(headers[at + 1] ?? ''));
  return at >= 0 && ms >= 0 ? ms : undefined;
}

function isResponseTime(name: Buffer): boolean {
  return name.length === 'x-response-time'.length && String(name).toLowerCase() === 'x-response-time';
}
