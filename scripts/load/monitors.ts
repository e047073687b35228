/**
 * What monitors say of a server's endpoints: its own, which lives in its memory and knows the last 1,000 requests of each, and
 * ingest's, which is made of the server's reports. Reads, and changes nothing there.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EndpointList } from '@throughline/protocol';
import { openReadApi } from '../read-api.ts';
import type { Api } from './api.ts';

export type Figure = {
  /** All that it ever counted; only the difference of two readings says something. */
  count: number;
  /** How many requests the percentiles are made of. */
  n: number;
  ms: Compared;
};
export type Compared = { p50: number; p95: number; p99: number };

/** By method and route pattern. */
export type Figures = ReadonlyMap<string, Figure>;

export interface Monitor {
  name: 'cms-api' | 'ingest';
  read(): Promise<Figures>;
}

type Own = {
  count: number;
  method: string;
  route: string;
  durationMs: { n: number; median: number; p95: number; p99: number };
};

const service = 'cms-api';
const mostEndpoints = 200;
const hourMs = 3_600_000;
const ownPath = 'metrics/performance/endpoints';
const arrivedWithinMs = 30_000;
const askEveryMs = 250;

/** @returns Undefined when the server keeps none: it is measured all the same. */
export async function findOwnMonitor(api: Api, token: () => string): Promise<Monitor | undefined> {
  const read = async (): Promise<Figures> => {
    const { endpoints } = await api.call<{ endpoints: Own[] }>('GET', ownPath, { as: token() });
    return new Map(
      endpoints.map(({ method, route, count, durationMs: { n, median, p95, p99 } }) => [
        `${method} ${route}`,
        { count, n, ms: { p50: median, p95, p99 } },
      ]),
    );
  };
  const isThere = await read().then(
    () => true,
    () => false,
  );
  return isThere ? { name: service, read } : undefined;
}

/**
 * @param origin Of ingest, which is logged in to as a person is.
 * @param sinceMs Start of the run, Unix milliseconds: asked is from the hour in which it lies, since ingest answers by the hour.
 * @throws Error when the log-in is refused.
 */
export async function openIngest(
  origin: string,
  credentials: { email: string; password: string },
  site: string,
  sinceMs: number,
): Promise<Monitor> {
  const api = await openReadApi(origin, credentials);
  const from = new Date(Math.floor(sinceMs / hourMs) * hourMs).toISOString();

  const read = async (): Promise<Figures> => {
    const path = `/sites/${site}/endpoints?from=${from}&limit=${mostEndpoints}`;
    const { endpoints } = await api.get<EndpointList>(path);
    return new Map(
      endpoints
        .filter((one) => one.service === service)
        .map(({ endpoint, count, p50, p95, p99 }) => [
          endpoint,
          { count, n: count, ms: { p50: p50 ?? 0, p95: p95 ?? 0, p99: p99 ?? 0 } },
        ]),
    );
  };
  return { name: 'ingest', read };
}

/**
 * What ingest has counted when all that the server did before this call has arrived there. The server tells in order: when
 * the question to its own monitor has arrived, so has everything before.
 */
export async function readIngestAtRest(ingest: Monitor, own: Monitor): Promise<Figures> {
  const asked = (figures: Figures) => figures.get(`GET /api/v1/${ownPath}`)?.count ?? 0;
  const before = asked(await ingest.read());
  await own.read();
  const untilMs = Date.now() + arrivedWithinMs;
  for (;;) {
    const figures = await ingest.read();
    if (asked(figures) > before || Date.now() > untilMs) return figures;
    await sleep(askEveryMs);
  }
}
