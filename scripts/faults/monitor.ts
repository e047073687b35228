/** What a host keeps of its monitor: no memory after a million requests, no latency while ingest is away. */
import autocannon from 'autocannon';
import type { Self } from '../bench/monitor-server.ts';
import { openSilentSink, startWatched, type WatchedServer, withThings } from '../bench/watched-server.ts';

export type HeapResult = {
  requests: number;
  /** After garbage collection, from the end of the warm-up on, in equal steps. */
  heapMib: number[];
  /** From the first of these to the last. */
  grownMib: number;
};

const samples = 10;
const connections = 32;
const mebibyte = 1_048_576;

/** Every request is traced and reported: the monitor at its most careless. A tenth more warms it up. */
export function runMonitorHeap(requests: number): Promise<HeapResult> {
  return withThings(async (databaseUrl) => {
    const server = await startWatched('throughline-full', databaseUrl, { nodeArgs: ['--expose-gc'] });
    try {
      await load(server, { amount: Math.ceil(requests / samples) });
      const heapMib = [await heapOf(server)];
      for (let sample = 0; sample < samples; sample += 1) {
        await load(server, { amount: Math.ceil(requests / samples) });
        heapMib.push(await heapOf(server));
      }
      return { requests, heapMib, grownMib: round((heapMib.at(-1) ?? 0) - (heapMib[0] ?? 0)) };
    } finally {
      server.stop();
    }
  });
}

export type AwayResult = {
  seconds: number;
  failed: number;
  /** Medians of rounds that alternate between a server whose ingest answers and one whose ingest never does. */
  withIngest: Latency;
  away: Latency;
  /** Of the second server, at the end. */
  health: Self['health'];
  rssMib: { withIngest: number; away: number };
};

type Latency = { requestsPerSecond: number; p50Ms: number; p99Ms: number };

export function runMonitorAway(seconds: number): Promise<AwayResult> {
  return withThings(async (databaseUrl) => {
    const near = await startWatched('throughline-full', databaseUrl);
    const away = await startWatched('throughline-full', databaseUrl, { sink: await openSilentSink() });
    try {
      const results: [autocannon.Result[], autocannon.Result[]] = [[], []];
      const roundSeconds = Math.max(1, Math.min(10, Math.round(seconds / 10)));
      const endMs = performance.now() + seconds * 1_000;
      while (performance.now() < endMs) {
        results[0].push(await load(near, { duration: roundSeconds }));
        results[1].push(await load(away, { duration: roundSeconds }));
      }
      const selves = [await near.self(), await away.self()];
      return {
        seconds,
        failed: results.flat().reduce((sum, { non2xx, errors }) => sum + non2xx + errors, 0),
        withIngest: summarise(results[0]),
        away: summarise(results[1]),
        health: selves[1]?.health,
        rssMib: { withIngest: toMib(selves[0]?.rssBytes ?? 0), away: toMib(selves[1]?.rssBytes ?? 0) },
      };
    } finally {
      near.stop();
      away.stop();
    }
  });
}

function load(
  { origin }: WatchedServer,
  limit: { amount: number } | { duration: number },
): Promise<autocannon.Result> {
  const requests = ['/trivial', '/one/7', '/ten/7'].map((path) => ({ path }));
  return autocannon({ url: origin, connections, requests, ...limit });
}

async function heapOf(server: WatchedServer): Promise<number> {
  return toMib((await server.self()).heapUsedBytes);
}

function summarise(results: autocannon.Result[]): Latency {
  const median = (read: (result: autocannon.Result) => number) =>
    results.map(read).sort((a, b) => a - b)[results.length >> 1] ?? Number.NaN;
  return {
    requestsPerSecond: Math.round(median(({ requests }) => requests.average)),
    p50Ms: median(({ latency }) => latency.p50),
    p99Ms: median(({ latency }) => latency.p99),
  };
}

function toMib(bytes: number): number {
  return round(bytes / mebibyte);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
