/** Histograms per endpoint, statement and timer since the last report. Bounded: what finds no place is counted. */
import type { EndpointReport, QueryReport, TimerReport } from '@throughline/protocol';
import { limits } from '@throughline/protocol/limits';
import { Sketch } from '@throughline/protocol/sketch';
import type { Statement as KnownStatement } from '../pg/statements.ts';

type Statement = Pick<KnownStatement, 'fingerprint' | 'text' | 'callSite'>;

export type RequestEnd = {
  method: string;
  route: string;
  status: number;
  isAborted: boolean;
  durationMs: number;
  sqlMs: number;
  sqlCount: number;
  /** Over the wire, headers included. */
  responseBytes: number;
};

/** How a timed piece of work ended. `found` is told of look-ups in a cache that did not fail. */
export type WorkEnd = { hasFailed: boolean; found?: boolean };

/** Statements leave with their text; the reporter decides when it need not be told again. */
export type TotalsSlice = {
  endpoints: EndpointReport[];
  queries: QueryReport[];
  timers: TimerReport[];
  requests: number;
  dropped: Record<string, number>;
};

const mostEndpoints = 500;
const mostQueries = 1_000;
const mostTimers = 200;

type Endpoint = Omit<RequestEnd, 'status' | 'isAborted' | 'durationMs' | 'sqlMs'> & {
  count: number;
  errors: number;
  aborted: number;
  duration: Sketch;
  sql: Sketch;
};
type Query = { statement: Statement; count: number; errors: number; rows: number; duration: Sketch };
type Timer = { name: string; count: number; errors: number; hits: number; misses: number; duration: Sketch };

export class Totals {
  #endpoints = new Map<string, Endpoint>();
  #queries = new Map<string, Query>();
  #timers = new Map<string, Timer>();
  #requests = 0;
  #queriesDropped = 0;

  get isEmpty(): boolean {
    return this.#endpoints.size === 0 && this.#queries.size === 0 && this.#timers.size === 0;
  }

  addRequest(end: RequestEnd): void {
    this.#requests++;
    const endpoint = this.#endpointOf(end);
    endpoint.count++;
    if (end.status >= 500) endpoint.errors++;
    if (end.isAborted) endpoint.aborted++;
    endpoint.duration.add(end.durationMs);
    endpoint.sql.add(end.sqlMs);
    endpoint.sqlCount += end.sqlCount;
    endpoint.responseBytes += end.responseBytes;
  }

  addQuery(statement: Statement, durationMs: number, rows: number | undefined, hasFailed: boolean): void {
    let query = this.#queries.get(statement.fingerprint);
    if (!query) {
      if (this.#queries.size >= mostQueries) {
        this.#queriesDropped++;
        return;
      }
      query = { statement, count: 0, errors: 0, rows: 0, duration: new Sketch() };
      this.#queries.set(statement.fingerprint, query);
    }
    query.count++;
    if (hasFailed) query.errors++;
    query.rows += rows ?? 0;
    query.duration.add(durationMs);
  }

  addTimer(name: string, durationMs: number, { hasFailed, found }: WorkEnd): void {
    const timer = this.#timerOf(name.slice(0, limits.nameLength));
    timer.count++;
    if (hasFailed) timer.errors++;
    if (found === true) timer.hits++;
    if (found === false) timer.misses++;
    timer.duration.add(durationMs);
  }

  /** Hands out what there is and starts from nothing. */
  take(): TotalsSlice {
    const slice: TotalsSlice = {
      endpoints: [...this.#endpoints.values()].map(toEndpointReport),
      queries: [...this.#queries.values()].map(toQueryReport),
      timers: [...this.#timers.values()].map(toTimerReport),
      requests: this.#requests,
      dropped: {},
    };
    if (this.#queriesDropped > 0) slice.dropped.queries = this.#queriesDropped;
    this.#endpoints = new Map();
    this.#queries = new Map();
    this.#timers = new Map();
    this.#requests = 0;
    this.#queriesDropped = 0;
    return slice;
  }

  /** Patterns come from code, so there are few; a host that adds routes at run time ends up in `(other)`. */
  #endpointOf({ method, route }: RequestEnd): Endpoint {
    const key = `${method} ${route}`;
    const known = this.#endpoints.get(key);
    if (known) return known;
    if (this.#endpoints.size >= mostEndpoints && route !== '(other)') {
      return this.#endpointOf({ method, route: '(other)' } as RequestEnd);
    }
    const fresh = {
      method,
      route,
      count: 0,
      errors: 0,
      aborted: 0,
      sqlCount: 0,
      responseBytes: 0,
      duration: new Sketch(),
      sql: new Sketch(),
    };
    this.#endpoints.set(key, fresh);
    return fresh;
  }

  #timerOf(name: string): Timer {
    const known = this.#timers.get(name);
    if (known) return known;
    if (this.#timers.size >= mostTimers && name !== '(other)') return this.#timerOf('(other)');
    const fresh = { name, count: 0, errors: 0, hits: 0, misses: 0, duration: new Sketch() };
    this.#timers.set(name, fresh);
    return fresh;
  }
}

function toEndpointReport(endpoint: Endpoint): EndpointReport {
  const { method, route, count, errors, aborted, sqlCount, responseBytes, duration, sql } = endpoint;
  const report: EndpointReport = { method, route, count, durationMs: duration.toData() };
  if (errors > 0) report.errors = errors;
  if (aborted > 0) report.aborted = aborted;
  if (responseBytes > 0) report.responseBytes = responseBytes;
  if (sqlCount > 0) {
    report.sqlMs = sql.toData();
    report.sqlCount = sqlCount;
  }
  return report;
}

function toQueryReport({ statement, count, errors, rows, duration }: Query): QueryReport {
  const report: QueryReport = {
    fingerprint: statement.fingerprint,
    statement: statement.text,
    count,
    durationMs: duration.toData(),
  };
  if (statement.callSite !== undefined) report.callSite = statement.callSite.slice(0, limits.urlLength);
  if (errors > 0) report.errors = errors;
  if (rows > 0) report.rows = rows;
  return report;
}

function toTimerReport({ name, count, errors, hits, misses, duration }: Timer): TimerReport {
  const report: TimerReport = { name, count, durationMs: duration.toData() };
  if (errors > 0) report.errors = errors;
  if (hits > 0) report.hits = hits;
  if (misses > 0) report.misses = misses;
  return report;
}
