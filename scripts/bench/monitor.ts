/**
 * What being watched costs: one small server bare, under this monitor and under its neighbours, in one run on one real
 * PostgreSQL. Rounds alternate between them, so that a busy moment of the machine does not meet one alone.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import type { Figure } from './figure.ts';
import type { Watcher } from './monitor-server.ts';
import { startWatched, type WatchedServer, withThings } from './watched-server.ts';

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
type Load = { requestsPerSecond: number; p99Ms: number; requests: number; cpuMicros: number };

type Plan = {
  /** Of one load; the first of each server warms it up and does not count. */
  seconds: number;
  rounds: number;
};

export function run(plan: Plan = { seconds: 3, rounds: 3 }): Promise<Figure[]> {
  return withThings(async (databaseUrl) => {
    const running: WatchedServer[] = [];
    try {
      for (const watcher of watchers) running.push(await startWatched(watcher, databaseUrl));
      const figures: Figure[] = [];
      for (const route of routes) figures.push(...(await compare(running, route, plan)));
      return [...figures, ...memory(running)];
    } finally {
      for (const server of running) server.stop();
    }
  });
}

async function compare(running: WatchedServer[], route: Route, { seconds, rounds }: Plan): Promise<Figure[]> {
  const loads = new Map<Watcher, Load[]>(watchers.map((watcher) => [watcher, []]));
  const bytes = new Map<Watcher, number>();
  for (const server of running) await load(server, route, seconds);
  for (let round = 0; round < rounds; round++) {
    for (const server of running) {
      const { watcher, sink } = server;
      const before = sink.bytes;
      loads.get(watcher)?.push(await load(server, route, seconds));
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
      { what: `${at}, CPU a request`, value: own.cpuMicros, unit: 'µs' },
    ];
  }
  const rate: Figure = {
    what: `${at}, req/s against bare`,
    value: own.requestsPerSecond / bare.requestsPerSecond,
    unit: '×',
  };
  const tail: Figure = { what: `${at}, p99 against bare`, value: own.p99Ms / bare.p99Ms, unit: '×' };
  const cpu: Figure = {
    what: `${at}, CPU a request against bare`,
    value: own.cpuMicros / bare.cpuMicros,
    unit: '×',
  };
  const sent: Figure = { what: `${at}, reported a request`, value: reported, unit: 'B' };
  if (watcher === 'throughline') {
    Object.assign(rate, { goal: 0.9, met: rate.value >= 0.9 });
    Object.assign(tail, { goal: 1.1, met: tail.value <= 1.1 });
  }
  if (watcher === 'throughline-full' && route === 'ten') {
    Object.assign(sent, { goal: 600, met: reported <= 600 });
  }
  return [rate, tail, cpu, sent];
}

/** The median of the rounds. */
function summarise(loads: Load[]): Load {
  const median = (read: (one: Load) => number) =>
    loads.map(read).sort((a, b) => a - b)[Math.floor(loads.length / 2)] ?? Number.NaN;
  return {
    requestsPerSecond: median((one) => one.requestsPerSecond),
    p99Ms: median((one) => one.p99Ms),
    cpuMicros: median((one) => one.cpuMicros),
    requests: loads.reduce((sum, { requests }) => sum + requests, 0),
  };
}

function memory(running: WatchedServer[]): Figure[] {
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

async function load({ origin, child }: WatchedServer, route: Route, seconds: number): Promise<Load> {
  const before = cpuMicros(child.pid ?? 0);
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
    cpuMicros: (cpuMicros(child.pid ?? 0) - before) / result.requests.total,
  };
}

/** User and system time of the process; the kernel counts in hundredths of a second. */
function cpuMicros(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024;
}
