/** Starts scripts/bench/monitor-server.ts under one monitor, with something that takes that monitor's reports. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbedded } from '@throughline/ingest/embedded';
import pg from 'pg';
import { freePort } from '../faults/house.ts';
import { root } from '../root.ts';
import type { Self, Watcher } from './monitor-server.ts';

export type Sink = { origin: string; bytes: number; close(): void };

export type WatchedServer = {
  watcher: Watcher;
  origin: string;
  child: ChildProcess;
  sink: Sink;
  self(): Promise<Self>;
  stop(): void;
};

/** A database with a table of a thousand things, for as long as `work` runs. */
export async function withThings<Result>(work: (databaseUrl: string) => Promise<Result>): Promise<Result> {
  const dataDir = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  const embedded = await startEmbedded({ dataDir, log: () => {} });
  try {
    await fill(embedded.adminUrl);
    return await work(embedded.adminUrl);
  } finally {
    await embedded.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
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

/** @param nodeArgs For the server's own Node. @param sink Where its reports go; one that takes all by default. */
export async function startWatched(
  watcher: Watcher,
  databaseUrl: string,
  { nodeArgs = [], sink }: { nodeArgs?: string[]; sink?: Sink } = {},
): Promise<WatchedServer> {
  const reports = sink ?? (await openSink());
  const port = await freePort();
  const script = join(root, 'scripts/dist/bench/monitor-server.js');
  const args = [...nodeArgs, script, watcher, String(port), databaseUrl, reports.origin];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const origin = `http://127.0.0.1:${port}`;
  const server: WatchedServer = {
    watcher,
    origin,
    child,
    sink: reports,
    // Written by the same file that declares the type.
    self: async () => (await (await fetch(`${origin}/self`)).json()) as Self,
    stop: () => {
      child.kill('SIGKILL');
      reports.close();
    },
  };
  for (let tries = 0; tries < 200; tries++) {
    const isUp = await fetch(`${origin}/one/1`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return server;
    await sleep(100);
  }
  server.stop();
  throw new Error(`The server under ${watcher} did not start.`);
}

/** Takes whatever monitors report, and counts its bytes as they came over the wire. */
function openSink(): Promise<Sink> {
  return open((sink) => (request, response) => {
    request.on('data', (chunk: Buffer) => {
      sink.bytes += chunk.length;
    });
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
}

/** Accepts every connection and never answers: worse for a sender than one that is gone. */
export function openSilentSink(): Promise<Sink> {
  return open(() => () => {});
}

async function open(listenerOf: (sink: Sink) => RequestListener): Promise<Sink> {
  const sink: Sink = { origin: '', bytes: 0, close: () => {} };
  const server = createServer(listenerOf(sink));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  sink.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  sink.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return sink;
}
