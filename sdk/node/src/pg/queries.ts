/** Times statements into the request they belong to and into the totals. Knows nothing of pg's classes. */
import { findCallSite } from '../call-site.ts';
import type { Settings } from '../options.ts';
import type { Totals } from '../report/totals.ts';
import type { RequestContext, RequestStore, SpanRecord } from '../request-context.ts';
import type { Statements } from './statements.ts';

export type QueryEnd = { rows?: number; error?: unknown };

/** Frames of this function and beneath it are ours, not the host's. */
type HostFacing = (...args: never[]) => unknown;

export interface Queries {
  /** The request that is running now, to whom a statement or a wait is told. */
  currentRequest(): RequestContext | undefined;
  /**
   * The host asks for a statement that will run when a connection is free. Only here is its code on the stack.
   * @param asked The function that the host called.
   */
  ask(text: string, asked: HostFacing): void;
  /**
   * @param waitMs What the connection was waited for.
   * @param asked The function that the host called.
   * @returns What to call when the statement has ended; once, further calls do nothing.
   */
  start(text: string, waitMs: number, asked: HostFacing): (end: QueryEnd) => void;
  /** Waiting for a connection. @returns What to call when it is there: milliseconds waited. */
  startWaiting(context: RequestContext | undefined): () => number;
}

export function createQueries(deps: {
  store: RequestStore;
  settings: Settings;
  statements: Statements;
  totals: Totals;
}): Queries {
  const { store, settings, statements, totals } = deps;
  const { clock } = settings;

  function ask(text: string, asked: HostFacing): void {
    const context = store.getStore();
    if (!context || context.isFinished) return;
    const repetition = context.repetitionOf(statements.of(text));
    repetition.asked++;
    // The stack is read once per finding, when it becomes one: reading it for every statement would cost more than most statements.
    if (repetition.asked === settings.n1Threshold) repetition.callSite = findCallSite(asked, process.cwd());
  }

  function start(text: string, waitMs: number, asked: HostFacing): (end: QueryEnd) => void {
    const context = store.getStore();
    const statement = statements.of(text);
    const startMs = clock.nowMs();
    const span = context && !context.isFinished ? open(context) : undefined;
    let isOpen = true;

    return ({ rows, error }) => {
      if (!isOpen) return;
      isOpen = false;
      const endMs = clock.nowMs();
      totals.addQuery(statement, endMs - startMs, rows, error !== undefined);
      if (span && context) close(context, span, endMs, rows, error);
    };

    function open(request: RequestContext): SpanRecord {
      request.time.startDatabase(startMs);
      const repetition = request.repetitionOf(statement);
      repetition.count++;
      if (repetition.count === settings.n1Threshold)
        repetition.callSite ??= findCallSite(asked, process.cwd());
      const fresh: SpanRecord = {
        kind: 'sql',
        startMs,
        endMs: Number.NaN,
        fingerprint: statement.fingerprint,
      };
      if (waitMs > 0) fresh.waitMs = waitMs;
      if (repetition.callSite !== undefined) fresh.callSite = repetition.callSite;
      request.addSpan(fresh);
      return fresh;
    }
  }

  function close(
    context: RequestContext,
    span: SpanRecord,
    endMs: number,
    rows: number | undefined,
    error: unknown,
  ): void {
    if (context.isFinished) return;
    span.endMs = endMs;
    if (rows !== undefined) span.rows = rows;
    if (error !== undefined) span.error = toErrorName(error);
    context.time.endDatabase(endMs, 1);
    if (endMs - span.startMs >= settings.slowQueryMs) context.hasSlowQuery = true;
    const repetition = span.fingerprint && context.repetitions.get(span.fingerprint);
    if (repetition) repetition.durationMs += endMs - span.startMs;
  }

  function startWaiting(context: RequestContext | undefined): () => number {
    const startMs = clock.nowMs();
    const isCounted = context !== undefined && !context.isFinished;
    if (isCounted) context.time.startDatabase(startMs);

    return () => {
      const endMs = clock.nowMs();
      if (isCounted && !context.isFinished) context.time.endDatabase(endMs, 0);
      return endMs - startMs;
    };
  }

  return { currentRequest: () => store.getStore(), ask, start, startWaiting };
}

/** SQLSTATE or errno name, else the class. Never the message: it quotes data. */
export function toErrorName(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  if ('code' in error && typeof error.code === 'string') return error.code.slice(0, 128);
  return error.name.slice(0, 128);
}
