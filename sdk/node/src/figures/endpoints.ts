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

type Endpoint = Omit<EndpointFigures, keyof LastFigures> & {
  durations: LastValues;
  failures: LastValues;
  /** Its count when `takeLatest` last told it, and which turn that was; 0 before the first. */
  toldCount: number;
  toldTurn: number;
};

/** The last 1,000 requests of one endpoint. */
export type LatestFigures = Pick<EndpointFigures, 'method' | 'route'> & LastFigures;

const mostEndpoints = 500;

export class Endpoints {
  #known = new Map<string, Endpoint>();
  #turn = 0;

  add(end: RequestEnd): void {
    const { method, route, status, isAborted, durationMs, sqlMs, sqlCount, responseBytes } = end;
    const endpoint = this.#of(method, route);
    endpoint.count++;
    if (status >= 500) endpoint.errors++;
    if (isAborted) endpoint.aborted++;
    endpoint.sqlCount += sqlCount;
    endpoint.sqlMs += sqlMs;
    endpoint.responseBytes += responseBytes;
    endpoint.durations.add(durationMs);
    endpoint.failures.add(status >= 500 ? 1 : 0);
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
    const asked = [...this.#known.values()].filter(({ count, toldCount }) => count > toldCount);
    asked.sort((a, b) => a.toldTurn - b.toldTurn || b.count - b.toldCount - (a.count - a.toldCount));
    return asked.slice(0, most).flatMap((endpoint) => {
      endpoint.toldCount = endpoint.count;
      endpoint.toldTurn = this.#turn;
      const { method, route } = endpoint;
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

    const counts = { count: 0, errors: 0, aborted: 0, sqlCount: 0, sqlMs: 0, responseBytes: 0 };
    const fresh = { method, route, ...counts, toldCount: 0, toldTurn: 0, ...emptyRings() };
    this.#known.set(key, fresh);
    return fresh;
  }
}

function emptyRings(): Pick<Endpoint, 'durations' | 'failures'> {
  return { durations: new LastValues(), failures: new LastValues() };
}

function toFigures(endpoint: Endpoint): EndpointFigures[] {
  const { durations: _, failures: __, toldCount: ___, toldTurn: ____, ...counts } = endpoint;
  return lastOf(endpoint).map((figures) => ({ ...counts, ...figures }));
}

/** One, or none when nothing was asked. */
function lastOf({ durations, failures }: Endpoint): LastFigures[] {
  const durationMs = durations.summary();
  return durationMs ? [{ durationMs, errorRatio: failures.mean() ?? 0 }] : [];
}
