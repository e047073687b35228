/**
 * A real PostgreSQL for those who have none: made in DATA_DIR at the first start, started, watched and stopped with
 * its owner. It listens on 127.0.0.1 only, asks for a password, and durability is never weakened.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type ProcessLock, takeProcessLock } from '../../process-lock.ts';
import { findBinaries, unprivileged, unprivilegedId } from './binaries.ts';

export type EmbeddedOptions = {
  /** Folder of the whole state; PostgreSQL's data goes to `postgres` in it. */
  dataDir: string;
  log: (message: string) => void;
};

export type Embedded = {
  /** Creates the database and its role when missing. @returns A URL for a role that is no superuser. */
  database(name: string): Promise<string>;
  /** A URL for the superuser; tests make their own databases with it. */
  adminUrl: string;
  pid: () => number | undefined;
  stop(): Promise<void>;
};

type Credentials = { superuser: string; role: string };

const startTimeoutMs = 60_000;
const stopTimeoutMs = 20_000;

/** One machine, other services beside it; nothing here touches fsync, full_page_writes or synchronous_commit. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off',
  log_min_messages: 'warning',
};

/** @throws Error when another living process owns `dataDir`, or when PostgreSQL does not start; its log is named. */
export async function startEmbedded({ dataDir, log }: EmbeddedOptions): Promise<Embedded> {
  const home = resolve(dataDir);
  mkdirSync(home, { recursive: true });
  const lock = takeProcessLock(join(home, 'postgres.lock'), `PostgreSQL in ${home}`);
  try {
    return await start(home, lock, log);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** @returns A URL of a database of the embedded server that another process runs over `dataDir`, if one does. */
export async function findEmbedded(dataDir: string, name: string): Promise<string | undefined> {
  const home = resolve(dataDir);
  const cluster = join(home, 'postgres');
  if (!existsSync(join(home, 'postgres.json'))) return undefined;
  const credentials = readCredentials(home);
  const { port } = readPidFile(cluster) ?? {};
  if (!port || !(await isOurs(urlOf('postgres', credentials.superuser, port, 'postgres'), cluster)))
    return undefined;
  return urlOf(name, credentials.role, port, name);
}

/** Whether a database is one of the embedded server over `dataDir`, whichever process runs it. */
export async function isEmbeddedOver(dataDir: string, databaseUrl: string): Promise<boolean> {
  const found = await findEmbedded(dataDir, 'throughline');
  // PostgreSQL is also reached by what is no URL, such as the path of a socket.
  return (
    found !== undefined && URL.canParse(databaseUrl) && new URL(found).host === new URL(databaseUrl).host
  );
}

async function start(home: string, lock: ProcessLock, log: (message: string) => void): Promise<Embedded> {
  const cluster = join(home, 'postgres');
  const binaries = findBinaries();
  const credentials = readCredentials(home);
  if (!existsSync(join(cluster, 'PG_VERSION'))) await initialise(home, cluster, binaries.initdb, credentials);
  await stopOrphan(cluster, credentials, log);

  const port = await freePort();
  const adminUrl = urlOf('postgres', credentials.superuser, port, 'postgres');
  const logFile = join(home, 'postgres.log');
  let child: ChildProcess | undefined;
  let isStopping = false;

  const launch = async (): Promise<void> => {
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const run = unprivileged(binaries.postgres, ['-D', cluster, '-p', String(port), ...options]);
    const output = openSync(logFile, 'a', 0o600);
    const started = spawn(run.command, run.args, {
      cwd: '/',
      stdio: ['ignore', output, output],
      // Out of the terminal's process group: Ctrl-C must not end the database before the spool has drained into it.
      detached: true,
    });
    closeSync(output);
    child = started;
    started.once('exit', (code, signal) => {
      if (isStopping || child !== started) return;
      log(`PostgreSQL ended unexpectedly (${signal ?? code}); starting it again. Its log: ${logFile}`);
      setTimeout(() => void launch().catch((error: Error) => log(error.message)), 500);
    });
    await answers(adminUrl, started, logFile);
  };
  await launch();

  return {
    adminUrl,
    pid: () => child?.pid,
    database: (name) => ensureDatabase(adminUrl, name, credentials.role, port),
    stop: async () => {
      isStopping = true;
      if (child && child.exitCode === null && child.signalCode === null) await end(child);
      lock.release();
    },
  };
}

/** Passwords are made once and kept beside the data, readable by the owner alone. */
function readCredentials(home: string): Credentials {
  const path = join(home, 'postgres.json');
  if (!existsSync(path)) {
    const made: Credentials = {
      superuser: randomBytes(24).toString('hex'),
      role: randomBytes(24).toString('hex'),
    };
    writeFileSync(path, JSON.stringify(made), { mode: 0o600 });
    return made;
  }
  // Written by the lines above.
  return JSON.parse(readFileSync(path, 'utf8')) as Credentials;
}

async function initialise(
  home: string,
  cluster: string,
  initdb: string,
  credentials: Credentials,
): Promise<void> {
  // A half-made cluster of an interrupted first start has no PG_VERSION and holds nothing.
  rmSync(cluster, { recursive: true, force: true });
  mkdirSync(cluster, { mode: 0o700 });
  const passwordFile = join(home, 'postgres.password');
  writeFileSync(passwordFile, credentials.superuser, { mode: 0o600 });
  if (process.getuid?.() === 0) chownSync(cluster, unprivilegedId, unprivilegedId);

  try {
    const run = unprivileged(initdb, [
      ...['-D', cluster, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
      ...['-E', 'UTF8', '--locale=C', '--data-checksums'],
    ]);
    await finished(spawn(run.command, run.args, { cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] }));
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function finished(child: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    let complaint = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.once('error', fail);
    child.once('close', (code) => {
      if (code === 0) done();
      else fail(new Error(`initdb ended with code ${code}: ${complaint.trim()}`));
    });
  });
}

/**
 * A server whose owner was killed may still run (the lock above proves that the owner is gone). It is proven to be ours
 * by its password and ended, so that this process is the one that watches its child.
 */
async function stopOrphan(
  cluster: string,
  credentials: Credentials,
  log: (message: string) => void,
): Promise<void> {
  const running = readPidFile(cluster);
  if (!running) return;
  const { pid, port, pidFile } = running;
  if (!(await isOurs(urlOf('postgres', credentials.superuser, port, 'postgres'), cluster))) return;

  log(`Taking over from a PostgreSQL that a crash left running (process ${pid}).`);
  process.kill(pid, 'SIGINT');
  for (let waitedMs = 0; existsSync(pidFile) && waitedMs < stopTimeoutMs; waitedMs += 20) await sleep(20);
}

function readPidFile(cluster: string): { pid: number; port: number; pidFile: string } | undefined {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return undefined;
  const [pidLine, , , portLine] = readFileSync(pidFile, 'utf8').split('\n');
  const pid = Number(pidLine);
  const port = Number(portLine);
  return pid > 0 && port > 0 ? { pid, port, pidFile } : undefined;
}

async function isOurs(url: string, cluster: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string }>(
      `select current_setting('data_directory') as folder`,
    );
    return resolve(rows[0]?.folder ?? '') === cluster;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function answers(url: string, child: ChildProcess, logFile: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < startTimeoutMs; waitedMs += 20) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await sleep(20);
    }
  }
  throw new Error(`PostgreSQL did not start. Its last words are in ${logFile}.`);
}

async function ensureDatabase(
  adminUrl: string,
  name: string,
  password: string,
  port: number,
): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const id = client.escapeIdentifier(name);
    const role = await client.query('select 1 from pg_roles where rolname = $1', [name]);
    if (role.rowCount === 0) {
      const quoted = client.escapeLiteral(password);
      await client.query(`create role ${id} login nosuperuser nocreatedb nocreaterole password ${quoted}`);
    }
    const database = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (database.rowCount === 0) await client.query(`create database ${id} owner ${id}`);
  } finally {
    await client.end();
  }
  return urlOf(name, password, port, name);
}

function urlOf(user: string, password: string, port: number, database: string): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address && typeof address === 'object') done(address.port);
        else fail(new Error('no free port on 127.0.0.1'));
      });
    });
  });
}

/** SIGINT is PostgreSQL's fast shutdown: sessions are ended, nothing committed is lost. */
async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGINT');
  const winner = await Promise.race([gone.then(() => 'gone'), sleep(stopTimeoutMs, 'late', { ref: false })]);
  if (winner === 'late') child.kill('SIGQUIT');
  await gone;
}
