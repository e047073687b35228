/** The live page of a run, for this machine alone: what happens, second by second, and two numbers that can be changed. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { root } from '../root.ts';
import type { Report } from './report.ts';
import type { Moment, Run } from './run.ts';
import type { EndpointResult } from './tally.ts';

export type LivePage = {
  origin: string;
  /** The run that its controls change. */
  follow(run: Run): void;
  tell(moment: Moment): void;
  /** What is being done before and after. */
  say(line: string): void;
  end(report: Report): void;
  close(): Promise<void>;
};

const Control = z.strictObject({
  users: z.int().min(0).max(100_000).optional(),
  thinkMs: z.number().min(1).max(3_600_000).optional(),
  stop: z.literal(true).optional(),
});

const mostMoments = 3_600;
const bodyLimitBytes = 1_024;
const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

/** @param port 0: one that is free. */
export async function openPage(port: number): Promise<LivePage> {
  const files = await readFiles();
  const moments: Moment[] = [];
  const listeners = new Set<ServerResponse>();
  let run: Run | undefined;
  let isOver = false;

  const state = () => ({
    isOver,
    crowd: run?.crowd(),
    endpoints: run?.tally.endpoints().map(toRow) ?? [],
    faults: [...(run?.faults ?? [])].map(([what, count]) => ({ what, count })),
  });
  const send = (event: string, data: object) => {
    for (const listener of listeners) listener.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };

  const server = createServer(async (request, response) => {
    const file = files.get(request.url ?? '');
    if (file && request.method === 'GET') return end(response, 200, file.body, file.type);
    if (request.url === '/events' && request.method === 'GET') {
      response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream' });
      response.write(`event: history\ndata: ${JSON.stringify({ moments, ...state() })}\n\n`);
      listeners.add(response);
      response.once('close', () => listeners.delete(response));
      return;
    }
    if (request.url === '/control' && request.method === 'POST') {
      const status = await control(request, run);
      return end(response, status, '', 'text/plain');
    }
    end(response, 404, 'Not here.', 'text/plain');
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', done);
  });

  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    follow: (started) => {
      run = started;
    },
    tell(moment) {
      moments.push(moment);
      if (moments.length > mostMoments) moments.shift();
      send('moment', { moment, ...state() });
    },
    say: (line) => send('said', { line }),
    end(report) {
      isOver = true;
      send('over', { broken: report.broken, ...state() });
    },
    async close() {
      for (const listener of listeners) listener.end();
      server.closeIdleConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** @returns The status to answer with. A page of another origin must not steer a load. */
async function control(request: IncomingMessage, run: Run | undefined): Promise<number> {
  const { origin, host, 'content-type': type } = request.headers;
  if (origin !== `http://${host}` || !host?.startsWith('127.0.0.1:')) return 403;
  if (type !== 'application/json') return 415;
  const asked = Control.safeParse(await readJson(request));
  if (!asked.success) return 422;
  if (!run) return 409;

  const { stop, ...crowd } = asked.data;
  if (stop) run.stop();
  run.change(crowd);
  return 204;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > bodyLimitBytes) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** All there is to serve, by its path. uPlot comes from its package. */
async function readFiles(): Promise<Map<string, { body: Buffer; type: string }>> {
  const own = join(root, 'scripts/load/page');
  const uplot = join(dirname(createRequire(import.meta.url).resolve('uplot')), '');
  const all = [
    ['/', join(own, 'index.html'), 'text/html; charset=utf-8'],
    ['/page.js', join(own, 'page.js'), 'text/javascript; charset=utf-8'],
    ['/page.css', join(own, 'page.css'), 'text/css; charset=utf-8'],
    ['/uplot.js', join(uplot, 'uPlot.iife.min.js'), 'text/javascript; charset=utf-8'],
    ['/uplot.css', join(uplot, 'uPlot.min.css'), 'text/css; charset=utf-8'],
  ] as const;
  return new Map(
    await Promise.all(
      all.map(async ([path, file, type]) => [path, { body: await readFile(file), type }] as const),
    ),
  );
}

function end(response: ServerResponse, status: number, body: string | Buffer, type: string): void {
  response.writeHead(status, { ...headers, 'Content-Type': type }).end(body);
}

function toRow({ endpoint, count, errors, serviceMs, responseMs }: EndpointResult) {
  return { endpoint, count, errors, serviceP95Ms: serviceMs.p95, responseP95Ms: responseMs.p95 };
}
