/** Sends one request and times it. undici carries the traffic; what is sent, and when, is decided elsewhere. */
import { Pool } from 'undici';
import type { Ask } from './user-model.ts';

export type Answered = {
  /** 0 when no answer came. */
  status: number;
  /** Why no answer came. */
  fault?: string;
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
        let sentAtMs = performance.now();
        const end = (fault?: string) => done({ status, fault, sentAtMs, endedAtMs: performance.now() });
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
            onHeaders: (code) => {
              status = code;
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
