/** A private ingest with its own PostgreSQL and folder, as real processes that a test may kill, stop and start again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Embedded, startEmbedded } from '@throughline/ingest/embedded';
import pg from 'pg';
import { root } from '../root.ts';

export type House = {
  origin: string;
  databaseUrl: string;
  embedded: Embedded;
  dir: string;
  /**
   * Starts ingest and resolves when it can accept. A second one beside it needs a PORT and a DATA_DIR of its own.
   * @param wrapper A command and its arguments that starts the process, e.g. strace.
   */
  startIngest(variables?: Record<string, string>, wrapper?: string[]): Promise<Ingest>;
  /** Stops PostgreSQL with all its processes where they stand. @returns Lets them go on. */
  stopDatabase(): () => void;
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
};

export type Ingest = {
  child: ChildProcess;
  /** From the start of the process to its first "ready". */
  readyMs: number;
  exited: Promise<number | NodeJS.Signals | null>;
  kill(signal: NodeJS.Signals): Promise<void>;
};

export const reportToken = 'fault-test-token';
/** As under npm start. */
const ingestNodeArgs = ['--max-semi-space-size=4', '--max-old-space-size=384'];
const readyWithinMs = 120_000;

/** @param dir Where the state goes; a temporary folder by default. It is deleted at the end if it was made here. */
export async function openHouse(dir?: string): Promise<House> {
  const home = dir ?? mkdtempSync(join(tmpdir(), 'throughline-house-'));
  const embedded = await startEmbedded({ dataDir: join(home, 'data'), log: () => {} });
  const databaseUrl = await embedded.database('throughline');
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const running = new Set<Ingest>();

  return {
    origin,
    databaseUrl,
    embedded,
    dir: home,
    startIngest: async (variables = {}, wrapper = []) => {
      const ingest = startProcess(wrapper, {
        DATABASE_URL: databaseUrl,
        DATA_DIR: join(home, 'data'),
        PORT: String(port),
        DEMO_TOKENS: `cms-api=${reportToken}`,
        ADMIN_PASSWORD: 'a fault test password',
        LOG_LEVEL: 'error',
        ...variables,
      });
      running.add(ingest);
      ingest.readyMs = await ready(ingest.child, `http://127.0.0.1:${variables.PORT ?? port}`);
      return ingest;
    },
    stopDatabase: () => {
      const postmaster = embedded.pid() ?? 0;
      const all = [postmaster, ...childrenOf(postmaster)];
      for (const pid of all) signal(pid, 'SIGSTOP');
      return () => {
        for (const pid of all) signal(pid, 'SIGCONT');
      };
    },
    query: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) => {
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      try {
        return (await client.query<Row>(text, values)).rows;
      } finally {
        await client.end();
      }
    },
    close: async () => {
      for (const ingest of running) await ingest.kill('SIGKILL');
      await embedded.stop();
      if (!dir) rmSync(home, { recursive: true, force: true });
    },
  };
}

function startProcess(wrapper: string[], variables: Record<string, string>): Ingest {
  const [command = '', ...args] = [
    ...wrapper,
    process.execPath,
    ...ingestNodeArgs,
    join(root, 'ingest/dist/main.js'),
  ];
  const child = spawn(command, args, {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = new Promise<number | NodeJS.Signals | null>((done) => {
    child.once('exit', (code, signal) => done(signal ?? code));
  });
  return {
    child,
    readyMs: 0,
    exited,
    kill: async (name) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // Under a wrapper the process itself is the wrapper's child.
      if (wrapper.length > 0) for (const pid of childrenOf(child.pid ?? 0)) signal(pid, name);
      else child.kill(name);
      await exited;
    },
  };
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It may end between being listed and being signalled.
  }
}

async function ready(child: ChildProcess, origin: string): Promise<number> {
  const startMs = performance.now();
  while (performance.now() - startMs < readyWithinMs) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const isReady = await fetch(`${origin}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return performance.now() - startMs;
    await sleep(10);
  }
  throw new Error(`ingest did not become ready at ${origin}; it must have been built (npm run build).`);
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => done(port));
    });
  });
}
