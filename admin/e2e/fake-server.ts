/** Serves the built admin and answers its API from fixtures, under the strict CSP that the real server sends. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  Problem,
  RouteList,
  RouteRow,
  Session,
  ViewList,
  ViewRow,
  WholeView,
} from '@throughline/protocol';
import { answerFixture } from './answers-fixture.ts';
import { makeRoutes } from './routes-fixture.ts';
import { makeViews } from './views-fixture.ts';
import { makeWholeView } from './whole-view-fixture.ts';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const csp =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; require-trusted-types-for 'script'";
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export type FakeServer = {
  origin: string;
  /** What the next answers hold; a test changes it as traffic would. */
  data: { routes: (percentile: number) => RouteRow[]; views: ViewRow[]; whole: (id: string) => WholeView };
  /** `down`: every API answer is a 503; `slow`: answers never come. */
  mood: 'fine' | 'down' | 'slow';
  isLoggedIn: boolean;
  asked: string[];
  close: () => Promise<void>;
};

const session: Session = {
  email: 'admin@localhost',
  isAdmin: true,
  sites: [
    { id: 'demo', name: 'Demo shop', role: 'owner' },
    { id: 'docs', name: 'Docs', role: 'viewer' },
  ],
};

export async function startFakeServer(): Promise<FakeServer> {
  const fake: FakeServer = {
    origin: '',
    data: {
      routes: makeRoutes,
      views: makeViews(64, Date.now() - 4_000, '/articles/:slug'),
      whole: makeWholeView,
    },
    mood: 'fine',
    isLoggedIn: false,
    asked: [],
    close: async () => {},
  };
  const server = createServer((request, response) => void answer(fake, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fake.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return fake;
}

async function answer(fake: FakeServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fake');
  response.setHeader('content-security-policy', csp);
  if (!url.pathname.startsWith('/api/')) return sendFile(response, url.pathname);

  fake.asked.push(request.url ?? '');
  const body = await readText(request);
  if (fake.mood === 'slow') return;
  if (fake.mood === 'down') sendProblem(response, 503, 'unavailable', 'A part this needs is away');
  else if (url.pathname === '/api/v1/session') answerSession(fake, response, request.method ?? 'GET', body);
  else if (fake.isLoggedIn) answerQuestion(fake, response, url);
  else sendProblem(response, 401, 'not_logged_in', 'Log in first');
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function answerSession(fake: FakeServer, response: ServerResponse, method: string, body: string): void {
  if (method === 'POST') {
    const { password } = JSON.parse(body) as { password: string };
    fake.isLoggedIn = password === 'right';
    if (fake.isLoggedIn) sendJson(response, session);
    else sendProblem(response, 401, 'wrong_credentials', 'E-mail or password is wrong');
  } else if (method === 'DELETE') {
    fake.isLoggedIn = false;
    response.writeHead(204).end();
  } else sendJson(response, fake.isLoggedIn ? session : { email: null, isAdmin: false, sites: [] });
}

function answerQuestion(fake: FakeServer, response: ServerResponse, url: URL): void {
  const [, , , , site, kind, id] = url.pathname.split('/');
  if (site === 'docs')
    sendJson(response, { routes: [], views: [], total: 0, next: null } satisfies RouteList & ViewList);
  else if (kind === 'routes') {
    const routes = fake.data.routes(Number(url.searchParams.get('percentile') ?? 75));
    sendJson(response, { routes, total: routes.length, next: null } satisfies RouteList);
  } else if (kind !== 'views') {
    const told = answerFixture(
      kind ?? '',
      fake.data.routes(Number(url.searchParams.get('percentile') ?? 75)),
    );
    if (told) sendJson(response, told);
    else sendProblem(response, 404, 'not_found', 'There is nothing here');
  } else if (id === 'gone') sendProblem(response, 404, 'not_found', 'There is nothing here');
  else if (id) sendJson(response, fake.data.whole(id));
  else sendJson(response, pageOfViews(fake.data.views, url.searchParams));
}

function pageOfViews(views: ViewRow[], params: URLSearchParams): ViewList {
  const from = Number(params.get('cursor') ?? 0);
  const to = from + Number(params.get('limit') ?? 50);
  return { views: views.slice(from, to), next: views.length > to ? String(to) : null };
}

async function sendFile(response: ServerResponse, pathname: string): Promise<void> {
  const isAsset = pathname.startsWith('/assets/');
  const file = join(dist, isAsset ? normalize(pathname) : 'index.html');
  try {
    const content = await readFile(file);
    response
      .writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' })
      .end(content);
  } catch {
    response.writeHead(404).end();
  }
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function sendProblem(response: ServerResponse, status: number, code: string, title: string): void {
  const problem: Problem = {
    type: 'about:blank',
    title,
    status,
    code,
    traceId: 'c0ffee00c0ffee00c0ffee00c0ffee00',
  };
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
}
