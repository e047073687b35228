/** The slow statements lately, each with where it came from. Bounded; values of statements are never in it. */
import type { Warn } from '../logger.ts';

export type SlowQuery = {
  /** Unix milliseconds. */
  atMs: number;
  fingerprint: string;
  statement: string;
  durationMs: number;
  /** Waiting for a connection before it; not part of `durationMs`. */
  waitMs: number;
  rows?: number;
  /** SQLSTATE, when it failed. */
  error?: string;
  /** `GET /route`; undefined outside of a request. */
  where?: string;
  traceId?: string;
  /** `file:line` in the host's code. The first run of a statement is known by where it was first asked. */
  callSite?: string;
};

const mostKept = 200;

export class SlowQueries {
  #kept: SlowQuery[] = [];
  #next = 0;
  #count = 0;
  readonly #warn: Warn;

  constructor(warn: Warn) {
    this.#warn = warn;
  }

  /** All since the start or the last reset, kept or not. */
  get count(): number {
    return this.#count;
  }

  add(query: SlowQuery): void {
    this.#count++;
    this.#kept[this.#next] = query;
    this.#next = (this.#next + 1) % mostKept;
    const place = [query.where, query.callSite && `at ${query.callSite}`].filter(Boolean).join(' ');
    const text = `A statement took ${Math.round(query.durationMs)} ms${place ? `: ${place}` : ''}`;
    this.#warn(`slow ${query.fingerprint} ${query.where}`, { ...query }, text);
  }

  /** Of the latest 200 the slowest first. */
  read(limit: number): SlowQuery[] {
    return [...this.#kept].sort((a, b) => b.durationMs - a.durationMs).slice(0, limit);
  }

  reset(): void {
    this.#kept = [];
    this.#next = 0;
    this.#count = 0;
  }
}
