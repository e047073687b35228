/** All that is known of one request while it runs. Found by AsyncLocalStorage from inside queries and fetches. */
import type { AsyncLocalStorage } from 'node:async_hooks';
import { limits } from '@throughline/protocol/limits';
import type { Statement } from './pg/statements.ts';
import { TimeSplit } from './time-split.ts';
import type { TraceParent } from './trace-context.ts';

export type RequestStore = AsyncLocalStorage<RequestContext | undefined>;

/** One thing that happened inside a request. Times are monotonic milliseconds of the clock. */
export type SpanRecord = {
  kind: 'sql' | 'http' | 'timer' | 'cache';
  startMs: number;
  /** NaN while it runs. */
  endMs: number;
  fingerprint?: string;
  waitMs?: number;
  rows?: number;
  name?: string;
  spanId?: string;
  status?: number;
  error?: string;
  callSite?: string;
};

/** How often one statement ran in this request, and how often the pool was asked to run it. */
export type Repetition = {
  statement: Statement;
  asked: number;
  count: number;
  durationMs: number;
  callSite?: string;
};

const none: ReadonlyMap<string, Repetition> = new Map();

export class RequestContext {
  readonly trace: TraceParent;
  readonly parentSpanId: string | undefined;
  readonly traceState: string | undefined;
  readonly startMs: number;
  readonly startedAtMs: number;
  readonly time: TimeSplit;
  readonly spans: SpanRecord[] = [];
  #repetitions: Map<string, Repetition> | undefined;
  /** `GET /route`, as far as it is known yet. */
  where: (() => string) | undefined;
  spansDropped = 0;
  hasSlowQuery = false;
  /** After the end nothing is added: a query that outlives its request belongs to none. */
  isFinished = false;

  constructor(
    trace: TraceParent,
    parent: { spanId?: string; traceState?: string },
    startMs: number,
    startedAtMs: number,
  ) {
    this.trace = trace;
    this.parentSpanId = parent.spanId;
    this.traceState = parent.traceState;
    this.startMs = startMs;
    this.startedAtMs = startedAtMs;
    this.time = new TimeSplit(startMs);
  }

  /** By fingerprint. */
  get repetitions(): ReadonlyMap<string, Repetition> {
    return this.#repetitions ?? none;
  }

  addSpan(span: SpanRecord): void {
    if (this.spans.length < limits.spans) this.spans.push(span);
    else this.spansDropped++;
  }

  /** Milliseconds of the host's own timers that have ended, by name; runs of the same name are added up. */
  timers(): ReadonlyMap<string, number> | undefined {
    if (this.spans.length === 0) return undefined;
    const sums = new Map<string, number>();
    for (const { kind, name, startMs, endMs } of this.spans) {
      if (kind !== 'timer' || name === undefined || Number.isNaN(endMs)) continue;
      sums.set(name, (sums.get(name) ?? 0) + endMs - startMs);
    }
    return sums;
  }

  repetitionOf(statement: Statement): Repetition {
    this.#repetitions ??= new Map();
    const known = this.#repetitions.get(statement.fingerprint);
    if (known) return known;
    const first = { statement, asked: 0, count: 0, durationMs: 0 };
    this.#repetitions.set(statement.fingerprint, first);
    return first;
  }

  /** Sockets and timers that began in a request keep its context for as long as they live; so it must weigh nothing. */
  letGo(): void {
    this.spans.length = 0;
    this.#repetitions = undefined;
    this.where = undefined;
  }
}
