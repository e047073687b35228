/** What each endpoint did: counts since the start or the last reset, and its last 1,000 requests. Bounded. */
import type { RequestEnd } from '../report/totals.ts';
import { LastValues, type Summary } from './last-values.ts';

export type EndpointFigures = {
  method: string;
  /** The pattern; `(unmatched)`, or `(other)` for what came after the 500th endpoint. */
  route: string;
  /** Since the start or the last reset. */
  count: number;
  /** Answers with status 500 and above. */
  errors: number;
  aborted: number;
  sqlCount: number;
  sqlMs: number;
  /** Answered over the wire in sum, headers included. */
  responseBytes: number;
  /** Of the last 1,000 requests, in milliseconds; errors as a share, 0–1. */
  durationMs: Summary;
  errorRatio: number;
};

type LastFigures = Pick<EndpointFigures, 'durationMs' | 'errorRatio'>;

type Endpoint = {
  counts: Omit<EndpointFigures, keyof LastFigures>;
  durations: LastValues;
  failures: LastValues;
  /** When `takeLatest` told it last: at which count, in which turn; 0 before the first. */
  told: { count: number; turn: number };
};

/** The last 1,000 requests of one endpoint. */
export type LatestFigures = Pick<EndpointFigures, 'method' | 'route'> & LastFigures;

const mostEndpoints = 500;

export class Endpoints {
  #known = new Map<string, Endpoint>();
  #turn = 0;

  add(end: RequestEnd): void {
    const { method, route, status, isAborted, durationMs, sqlMs, sqlCount, responseBytes } = end;
    const { counts, durations, failures } = this.#of(method, route);
    counts.count++;
    if (status >= 500) counts.errors++;
    if (isAborted) counts.aborted++;
    counts.sqlCount += sqlCount;
    counts.sqlMs += sqlMs;
    counts.responseBytes += responseBytes;
    durations.add(durationMs);
    failures.add(status >= 500 ? 1 : 0);
  }

  /** The busiest first. */
  read(): EndpointFigures[] {
    return [...this.#known.values()].flatMap(toFigures).sort((a, b) => b.count - a.count);
  }

  /**
   * Endpoints that were asked since this last told them, the longest untold first, of those the busiest.
   * @param most Each is a sort of a thousand numbers between the host's requests.
   */
  takeLatest(most: number): LatestFigures[] {
    this.#turn++;
    const asked = [...this.#known.values()].filter((endpoint) => newOf(endpoint) > 0);
    asked.sort((a, b) => a.told.turn - b.told.turn || newOf(b) - newOf(a));
    return asked.slice(0, most).flatMap((endpoint) => {
      const { method, route, count } = endpoint.counts;
      endpoint.told = { count, turn: this.#turn };
      return lastOf(endpoint).map((figures) => ({ method, route, ...figures }));
    });
  }

  reset(): void {
    this.#known = new Map();
  }

  #of(method: string, route: string): Endpoint {
    const key = `${method} ${route}`;
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#known.size >= mostEndpoints && route !== '(other)') return this.#of(method, '(other)');

    const counts = {
      method,
      route,
      count: 0,
      errors: 0,
      aborted: 0,
      sqlCount: 0,
      sqlMs: 0,
      responseBytes: 0,
    };
    const rings = { durations: new LastValues(), failures: new LastValues() };
    const fresh = { counts, ...rings, told: { count: 0, turn: 0 } };
    this.#known.set(key, fresh);
    return fresh;
  }
}

/** Requests since it was last told. */
function newOf({ counts, told }: Endpoint): number {
  return counts.count - told.count;
}

function toFigures(endpoint: Endpoint): EndpointFigures[] {
  return lastOf(endpoint).map((figures) => ({ ...endpoint.counts, ...figures }));
}

/** One, or none when nothing was asked. */
function lastOf({ durations, failures }: Endpoint): LastFigures[] {
  const durationMs = durations.summary();
  return durationMs ? [{ durationMs, errorRatio: failures.mean() ?? 0 }] : [];
}
