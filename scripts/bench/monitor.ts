/**
 * What being watched costs: one small server bare, under this monitor and under its neighbours, in one run on one real
 * PostgreSQL. Rounds alternate between them, so that a busy moment of the machine does not meet one alone.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbedded } from '@throughline/ingest/embedded';
import autocannon from 'autocannon';
import pg from 'pg';
import { freePort } from '../faults/house.ts';
import { root } from '../root.ts';
import type { Figure } from './figure.ts';
import type { Watcher } from './monitor-server.ts';

const watchers: Watcher[] = [
  'bare',
  'throughline',
  'throughline-full',
  'prom-bundle',
  'opentelemetry',
  'elastic-apm',
];
const routes = ['trivial', 'one', 'ten'] as const;
const connections = 32;
/** Longer than the pause between two reports. */
const reportsLeaveWithinMs = 2_000;

type Route = (typeof routes)[number];
type Load = { requestsPerSecond: number; p99Ms: number; requests: number };
type Running = { watcher: Watcher; origin: string; child: ChildProcess; sink: Sink };
type Sink = { origin: string; server: Server; bytes: number };

type Plan = {
  /** Of one load; the first of each server warms it up and does not count. */
  seconds: number;
  rounds: number;
};

export async function run(plan: Plan = { seconds: 4, rounds: 3 }): Promise<Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  const embedded = await startEmbedded({ dataDir, log: () => {} });
  const running: Running[] = [];
  try {
    await fill(embedded.adminUrl);
    for (const watcher of watchers) running.push(await start(watcher, embedded.adminUrl));
    const figures: Figure[] = [];
    for (const route of routes) figures.push(...(await compare(running, route, plan)));
    return [...figures, ...memory(running)];
  } finally {
    for (const { child, sink } of running) {
      child.kill('SIGKILL');
      sink.server.close();
    }
    await embedded.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function compare(running: Running[], route: Route, { seconds, rounds }: Plan): Promise<Figure[]> {
  const loads = new Map<Watcher, Load[]>(watchers.map((watcher) => [watcher, []]));
  const bytes = new Map<Watcher, number>();
  for (const { origin } of running) await load(origin, route, seconds);
  for (let round = 0; round < rounds; round++) {
    for (const { watcher, origin, sink } of running) {
      const before = sink.bytes;
      loads.get(watcher)?.push(await load(origin, route, seconds));
      // The reports of a load leave a little after it.
      await sleep(reportsLeaveWithinMs);
      bytes.set(watcher, (bytes.get(watcher) ?? 0) + sink.bytes - before);
    }
  }
  const bare = summarise(loads.get('bare') ?? []);
  return running.flatMap(({ watcher }) => {
    const own = summarise(loads.get(watcher) ?? []);
    return toFigures(watcher, route, own, bare, (bytes.get(watcher) ?? 0) / own.requests);
  });
}

function toFigures(watcher: Watcher, route: Route, own: Load, bare: Load, reported: number): Figure[] {
  const at = `${route}: ${watcher}`;
  if (watcher === 'bare') {
    return [
      { what: at, value: own.requestsPerSecond, unit: 'req/s' },
      { what: `${at}, p99`, value: own.p99Ms, unit: 'ms' },
    ];
  }
  const rate: Figure = {
    what: `${at}, req/s against bare`,
    value: own.requestsPerSecond / bare.requestsPerSecond,
    unit: '×',
  };
  const tail: Figure = { what: `${at}, p99 against bare`, value: own.p99Ms / bare.p99Ms, unit: '×' };
  const sent: Figure = { what: `${at}, reported a request`, value: reported, unit: 'B' };
  if (watcher === 'throughline') {
    Object.assign(rate, { goal: 0.9, met: rate.value >= 0.9 });
    Object.assign(tail, { goal: 1.1, met: tail.value <= 1.1 });
  }
  if (watcher === 'throughline-full' && route === 'ten') {
    Object.assign(sent, { goal: 600, met: reported <= 600 });
  }
  return [rate, tail, sent];
}

/** The median of the rounds. */
function summarise(loads: Load[]): Load {
  const median = (read: (one: Load) => number) =>
    loads.map(read).sort((a, b) => a - b)[Math.floor(loads.length / 2)] ?? Number.NaN;
  return {
    requestsPerSecond: median((one) => one.requestsPerSecond),
    p99Ms: median((one) => one.p99Ms),
    requests: loads.reduce((sum, { requests }) => sum + requests, 0),
  };
}

function memory(running: Running[]): Figure[] {
  const megabytes = new Map(
    running.map(({ watcher, child }) => [watcher, residentBytes(child.pid ?? 0) / 1_048_576]),
  );
  const bare = megabytes.get('bare') ?? 0;
  return watchers.map((watcher) => {
    const value = (megabytes.get(watcher) ?? 0) - bare;
    if (watcher === 'bare') return { what: 'memory after the load: bare', value: bare, unit: 'MiB' };
    const figure: Figure = { what: `memory above bare: ${watcher}`, value, unit: 'MiB' };
    return watcher === 'throughline' ? { ...figure, goal: 20, met: value <= 20 } : figure;
  });
}

async function load(origin: string, route: Route, seconds: number): Promise<Load> {
  const url = `${origin}/${route === 'trivial' ? route : `${route}/7`}`;
  const result = await autocannon({ url, connections, duration: seconds });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(
      `${url} answered ${result.non2xx} times without success, ${result.errors} times not at all.`,
    );
  }
  return {
    requestsPerSecond: result.requests.average,
    p99Ms: result.latency.p99,
    requests: result.requests.total,
  };
}

async function start(watcher: Watcher, databaseUrl: string): Promise<Running> {
  const sink = await openSink();
  const port = await freePort();
  const script = join(root, 'scripts/dist/bench/monitor-server.js');
  const child = spawn(process.execPath, [script, watcher, String(port), databaseUrl, sink.origin], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 200; tries++) {
    const isUp = await fetch(`${origin}/one/1`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return { watcher, origin, child, sink };
    await sleep(100);
  }
  throw new Error(`The server under ${watcher} did not start.`);
}

/** Takes whatever monitors report, and counts its bytes as they came over the wire. */
async function openSink(): Promise<Sink> {
  const sink = { origin: '', bytes: 0 };
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => {
      sink.bytes += chunk.length;
    });
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  sink.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(sink, { server });
}

async function fill(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `create table things as select n as id, 'thing ' || n as name from generate_series(1, 1000) n;
     create unique index on things (id)`,
  );
  await client.end();
}

function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024;
}
