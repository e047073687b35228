/** A web server with pages that embed the built SDK, and the door that catches what they send. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ViewBody } from '@throughline/protocol';

export type Received = { body: ViewBody; bytes: number; path: string; contentType: string | undefined };
export type Answer = { status: number; headers?: Record<string, string> };

export type Door = {
  origin: string;
  /** Everything posted, in the order it came; each was parsed with the protocol's schema. */
  received: Received[];
  /** What did not parse. */
  malformed: string[];
  /** The highest revision of each view, in the order they began. */
  views(): ViewBody[];
  /** Waits until that many views are there that satisfy the claim, and returns them. */
  waitFor(count: number, claim?: (view: ViewBody) => boolean): Promise<ViewBody[]>;
  /** How the door answers; undefined means that it never does. */
  answer: (count: number) => Answer | undefined;
  /** Headers of every page. */
  pageHeaders: Record<string, string>;
  forget(): void;
  close(): Promise<void>;
};

const dist = new URL('../dist/', import.meta.url);
const pages = new URL('./pages/', import.meta.url);
const webVitals = new URL(
  '../../../node_modules/web-vitals/dist/web-vitals.attribution.iife.js',
  import.meta.url,
);

export const traceId = '0af7651916cd43dd8448eb211c80319c';
const pageTiming = `total;dur=5, app;dur=2, db;dur=3;desc="2", cache;dur=0, net;dur=0, traceparent;desc="00-${traceId}-b7ad6b7169203331-01", route;desc="/articles/:slug"`;
const apiTiming = `total;dur=12.3, app;dur=2, db;dur=10.3;desc="7", traceparent;desc="00-${traceId}-b7ad6b7169203331-01"`;

/** Starts on a free port of localhost, which browsers trust as if it had TLS. */
export async function openDoor(): Promise<Door> {
  const door: Door = {
    origin: '',
    received: [],
    malformed: [],
    answer: () => ({ status: 202 }),
    pageHeaders: {},
    views: () => {
      const latest = new Map<string, ViewBody>();
      for (const { body } of door.received) {
        const known = latest.get(body.view.id);
        if (!known || known.view.revision < body.view.revision) latest.set(body.view.id, body);
      }
      return [...latest.values()].sort((a, b) => a.view.startedAtMs - b.view.startedAtMs);
    },
    async waitFor(count, claim = () => true) {
      for (let tries = 0; tries < 200; tries += 1) {
        if (door.views().filter(claim).length >= count) break;
        await new Promise((wake) => setTimeout(wake, 50));
      }
      return door.views().filter(claim);
    },
    forget() {
      door.received = [];
      door.malformed = [];
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
  const server: Server = createServer((request, response) => {
    if (request.method === 'POST') take(door, request, response);
    else show(door, request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  door.origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return door;
}

function take(door: Door, request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const raw = Buffer.concat(chunks);
    const answer = door.answer(door.received.length);
    const parsed = ViewBody.safeParse(JSON.parse(raw.toString()));
    if (parsed.success)
      door.received.push({
        body: parsed.data,
        bytes: raw.length,
        path: request.url ?? '',
        contentType: request.headers['content-type'],
      });
    else door.malformed.push(`${parsed.error.message} ${raw}`);
    if (!answer) return;
    response.writeHead(answer.status, {
      'access-control-allow-origin': request.headers.origin ?? '*',
      'access-control-expose-headers': 'retry-after',
      ...answer.headers,
    });
    response.end();
  });
}

function show(door: Door, request: IncomingMessage, response: ServerResponse): undefined {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const send = (type: string, body: string | Buffer, headers: Record<string, string> = {}): undefined => {
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache', ...headers });
    response.end(body);
  };
  if (url.pathname === '/web-vitals.js') return send('text/javascript', readFileSync(webVitals));
  if (/^\/(sdk|sdk-development|index|core)\.js$/.test(url.pathname)) {
    return send('text/javascript', readFileSync(new URL(`.${url.pathname}`, dist)));
  }
  if (url.pathname.startsWith('/api/')) {
    const delayMs = Number(url.searchParams.get('delay') ?? 0);
    setTimeout(() => send('application/json', '{}', { 'server-timing': apiTiming }), delayMs);
    return undefined;
  }
  if (url.pathname === '/picture.svg') {
    // Browsers pass over pictures with hardly any bytes per pixel when they look for the largest paint.
    const picture = `<!--${'x'.repeat(20_000)}--><svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><rect width="600" height="400" fill="teal"/><circle cx="99" cy="99" r="60"/></svg>`;
    setTimeout(() => send('image/svg+xml', picture), 120);
    return undefined;
  }
  const file = /^\/(\w[\w-]*)/.exec(url.pathname)?.[1] ?? 'article';
  try {
    const page = readFileSync(new URL(`${file}.html`, pages), 'utf8');
    send('text/html; charset=utf-8', page, { 'server-timing': pageTiming, ...door.pageHeaders });
  } catch {
    response.writeHead(404);
    response.end();
  }
}
