/**
 * The door against servers that do nothing: bare node:http and bare Express answering 204, this door with a 1.1 KB body of
 * six vitals made durable, in one run with the same load. wrk where it is installed, else autocannon.
 * CPU per request is read from the kernel's account of the process, and of its receiving thread alone.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { freePort, type House, openHouse } from '../faults/house.ts';
import { root } from '../root.ts';
import type { Figure } from './figure.ts';

type Load = { requestsPerSecond: number; refused: number };
type Measured = Load & { processMicros: number; threadMicros: number; peakBytes: number };

const seconds = 6;
const warmUpSeconds = 2;
const hasWrk = spawnSync('wrk', ['-v']).error === undefined;

export async function run(): Promise<Figure[]> {
  const figures: Figure[] = [];
  const house = await openHouse();
  try {
    const bare = { http: await startBare('http'), express: await startBare('express') };
    const ingest = await house.startIngest();
    const idleBytes = residentBytes(ingest.child.pid ?? 0);
    for (const connections of [64, 512]) {
      const http = await measure(bare.http.origin, bare.http.child, connections);
      const express = await measure(bare.express.origin, bare.express.child, connections);
      const absorbing = await whileDatabaseSleeps(house, () =>
        measure(house.origin, ingest.child, connections),
      );
      await drained(house);
      const keepingUp = await measure(house.origin, ingest.child, connections);
      const lagSeconds = await drained(house);
      figures.push(...compare(connections, { http, express, absorbing, keepingUp, lagSeconds }));
    }
    const overload = await measure(house.origin, ingest.child, 1_000);
    figures.push(
      atMost('memory idle', idleBytes / 1_048_576, 'MiB', 150),
      atMost('memory under 1,000 connections', overload.peakBytes / 1_048_576, 'MiB', 256),
    );
    for (const { child } of Object.values(bare)) child.kill('SIGTERM');
    return figures;
  } finally {
    await house.close();
  }
}

type Compared = {
  http: Measured;
  express: Measured;
  absorbing: Measured;
  keepingUp: Measured;
  lagSeconds: number;
};

function compare(
  connections: number,
  { http, express, absorbing, keepingUp, lagSeconds }: Compared,
): Figure[] {
  const at = `${connections} connections`;
  const per = (one: Measured, other: Measured) => one.requestsPerSecond / other.requestsPerSecond;
  return [
    { what: `${at}: bare node:http`, value: http.requestsPerSecond, unit: 'req/s' },
    { what: `${at}: bare Express`, value: express.requestsPerSecond, unit: 'req/s' },
    { what: `${at}: bare Express, CPU a request`, value: express.processMicros, unit: 'µs' },
    { what: `${at}: the spool absorbs`, value: absorbing.requestsPerSecond, unit: 'req/s' },
    { what: `${at}: with the drain keeping up`, value: keepingUp.requestsPerSecond, unit: 'req/s' },
    { what: `${at}: the drain was done after`, value: lagSeconds, unit: 's' },
    atLeast(`${at}: the spool absorbs, against Express`, per(absorbing, express), '×', 2),
    atLeast(`${at}: the drain keeps up, against Express`, per(keepingUp, express), '×', 1.25),
    atMost(
      `${at}: receiving thread's CPU, against Express`,
      absorbing.threadMicros / express.processMicros,
      '×',
      0.6,
    ),
    atMost(
      `${at}: whole process's CPU, against Express`,
      keepingUp.processMicros / express.processMicros,
      '×',
      0.9,
    ),
    atMost(`${at}: refused`, absorbing.refused + keepingUp.refused, '', 0),
  ];
}

function atLeast(what: string, value: number, unit: string, goal: number): Figure {
  return { what, value, unit, goal, met: value >= goal };
}

function atMost(what: string, value: number, unit: string, goal: number): Figure {
  return { what, value, unit, goal, met: value <= goal };
}

async function startBare(kind: 'http' | 'express'): Promise<{ origin: string; child: ChildProcess }> {
  const port = await freePort();
  const child = spawn(process.execPath, [
    join(root, 'scripts/dist/bench/bare-servers.js'),
    kind,
    String(port),
  ]);
  const origin = `http://127.0.0.1:${port}`;
  while (
    !(await fetch(`${origin}/v1/views`, { method: 'POST' }).then(
      () => true,
      () => false,
    ))
  )
    await sleep(50);
  return { origin, child };
}

/** PostgreSQL stopped: everything goes to the spool. */
async function whileDatabaseSleeps<T>(house: House, work: () => Promise<T>): Promise<T> {
  const resume = house.stopDatabase();
  try {
    return await work();
  } finally {
    resume();
  }
}

/** Waits until everything accepted is stored. @returns How long that took, in seconds. */
async function drained(house: House): Promise<number> {
  const startMs = performance.now();
  for (;;) {
    const text = await (await fetch(`${house.origin}/metrics`)).text();
    const stored = Number(/^throughline_stored_total (\d+)/m.exec(text)?.[1]);
    const accepted = Number(/^throughline_accepted_total\{kind="view"\} (\d+)/m.exec(text)?.[1]);
    if (stored >= accepted) return (performance.now() - startMs) / 1_000;
    await sleep(100);
  }
}

async function measure(origin: string, child: ChildProcess, connections: number): Promise<Measured> {
  const pid = child.pid ?? 0;
  await load(origin, connections, warmUpSeconds);
  const before = cpuMicros(pid);
  let peakBytes = 0;
  const watching = setInterval(() => {
    peakBytes = Math.max(peakBytes, residentBytes(pid));
  }, 250);
  const result = await load(origin, connections, seconds);
  clearInterval(watching);
  const after = cpuMicros(pid);
  const requests = result.requestsPerSecond * seconds;
  return {
    ...result,
    processMicros: (after.process - before.process) / requests,
    threadMicros: (after.thread - before.thread) / requests,
    peakBytes,
  };
}

/** User and system time of the process and of its first thread; the kernel counts in hundredths of a second. */
function cpuMicros(pid: number): { process: number; thread: number } {
  const read = (path: string): number => {
    const fields = readFileSync(path, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  };
  return { process: read(`/proc/${pid}/stat`), thread: read(`/proc/${pid}/task/${pid}/stat`) };
}

function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024;
}

/** Every request is a view of its own, so that nothing is a revision of another. */
function load(origin: string, connections: number, forSeconds: number): Promise<Load> {
  return hasWrk
    ? loadWithWrk(origin, connections, forSeconds)
    : loadWithAutocannon(origin, connections, forSeconds);
}

async function loadWithWrk(origin: string, connections: number, forSeconds: number): Promise<Load> {
  const script = join(root, 'scripts/bench/door.lua');
  const prefix = randomBytes(4).toString('hex');
  const args = [
    '-t1',
    `-c${connections}`,
    `-d${forSeconds}s`,
    '--timeout',
    '10s',
    '-s',
    script,
    origin,
    '--',
    prefix,
  ];
  const child = spawn('wrk', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await new Promise((done) => child.once('close', done));
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(output)?.[1] ?? 0);
  return { requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1] ?? 0), refused };
}

async function loadWithAutocannon(origin: string, connections: number, forSeconds: number): Promise<Load> {
  const prefix = randomBytes(4).toString('hex');
  const { head, tail } = readLua();
  let number = 0;
  // The same bodies as door.lua makes for wrk.
  const nextBody = (): string =>
    `${head}${prefix}-0000-4000-8000-${(number++).toString(16).padStart(12, '0')}${tail}`;
  const result = await autocannon({
    url: `${origin}/v1/views`,
    method: 'POST',
    connections,
    duration: forSeconds,
    headers: { 'content-type': 'text/plain', 'user-agent': 'Mozilla/5.0 Chrome/142.0.0.0 Safari/537.36' },
    requests: [{ setupRequest: (request) => ({ ...request, body: nextBody() }) }],
  });
  return { requestsPerSecond: result.requests.average, refused: result.non2xx };
}

function readLua(): { head: string; tail: string } {
  const text = readFileSync(join(root, 'scripts/bench/door.lua'), 'utf8');
  const [head = '', tail = ''] = [...text.matchAll(/^local (?:head|tail) = '(.*)'$/gm)].map(
    ([, string]) => string ?? '',
  );
  return { head, tail };
}
