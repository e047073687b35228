/** Times statements into the request they belong to and into the totals. Knows nothing of pg's classes. */
import type { Pool } from 'pg';
import { findCallSite } from '../call-site.ts';
import { toErrorName } from '../error-name.ts';
import type { Expectations } from '../expect-queries.ts';
import type { Performance } from '../figures/performance.ts';
import type { Settings } from '../options.ts';
import type { Totals } from '../report/totals.ts';
import type { Repetition, RequestContext, RequestStore, SpanRecord } from '../request-context.ts';
import type { SlowPlans } from './slow-plans.ts';
import { mostLooks, type Statement, type Statements } from './statements.ts';

export type QueryEnd = { rows?: number; error?: unknown };

/** The function that the host called: its frame and those beneath are ours. */
type HostFacing = (...args: never[]) => unknown;

/** None of these throws: a fault costs a measurement, never a statement. */
export interface Queries {
  /** The host asks for a statement that will run once a connection is free. Only now is the host's code on the stack. */
  ask(text: string, asked: HostFacing): Statement | undefined;
  /**
   * A connection begins with a statement.
   * @param waitMs What the connection was waited for.
   * @param pool Where the connection is from.
   * @returns What to call when the statement has ended; further calls do nothing.
   */
  start(text: string, waitMs: number, asked: HostFacing, pool: Pool): (end: QueryEnd) => void;
  /** Waiting for a connection begins. @returns What to call when there is one: milliseconds waited. */
  startWaiting(): () => number;
}

export function createQueries(deps: {
  store: RequestStore;
  settings: Settings;
  statements: Statements;
  totals: Totals;
  performance: Performance;
  expectations: Expectations;
  slowPlans: SlowPlans;
  failed: (error: unknown) => void;
}): Queries {
  const { store, settings, statements, totals, performance, expectations, slowPlans, failed } = deps;
  const { clock } = settings;

  function ask(text: string, asked: HostFacing): Statement | undefined {
    try {
      const statement = statements.of(text);
      lookForCallSite(statement, asked);
      const repetition = currentRequest()?.repetitionOf(statement);
      if (!repetition) return statement;
      repetition.asked++;
      if (repetition.asked === settings.n1Least) noteCallSite(repetition, asked);
      return statement;
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  function start(text: string, waitMs: number, asked: HostFacing, pool: Pool): (end: QueryEnd) => void {
    try {
      const statement = statements.of(text);
      lookForCallSite(statement, asked);
      const request = currentRequest();
      expectations.note(request, statement);
      const span = request && openSpan(request, statement, waitMs, asked);
      return ender(statement, span?.startMs ?? clock.nowMs(), waitMs, request, span, pool);
    } catch (error) {
      failed(error);
      return () => {};
    }
  }

  function openSpan(
    request: RequestContext,
    statement: Statement,
    waitMs: number,
    asked: HostFacing,
  ): SpanRecord {
    const repetition = request.repetitionOf(statement);
    repetition.count++;
    if (repetition.count === settings.n1Least) noteCallSite(repetition, asked);

    const startMs = clock.nowMs();
    const span: SpanRecord = { kind: 'sql', startMs, endMs: Number.NaN, fingerprint: statement.fingerprint };
    if (waitMs > 0) span.waitMs = waitMs;
    if (repetition.callSite !== undefined) span.callSite = repetition.callSite;
    request.addSpan(span);
    request.time.startDatabase(startMs);
    return span;
  }

  function ender(
    statement: Statement,
    startMs: number,
    waitMs: number,
    request: RequestContext | undefined,
    span: SpanRecord | undefined,
    pool: Pool,
  ): (end: QueryEnd) => void {
    let isOpen = true;
    return (end) => {
      if (!isOpen) return;
      isOpen = false;
      try {
        const endMs = clock.nowMs();
        const durationMs = endMs - startMs;
        totals.addQuery(statement, durationMs, end.rows, end.error !== undefined);
        performance.addQuery(durationMs, end.error !== undefined);
        if (durationMs >= settings.slowQueryMs) {
          keepSlow(statement, durationMs, waitMs, end, request);
          slowPlans.want(statement, pool);
        }
        if (request && span && !request.isFinished) closeSpan(request, statement, span, endMs, end);
      } catch (error) {
        failed(error);
      }
    };
  }

  function closeSpan(
    request: RequestContext,
    statement: Statement,
    span: SpanRecord,
    endMs: number,
    { rows, error }: QueryEnd,
  ): void {
    span.endMs = endMs;
    if (rows !== undefined) span.rows = rows;
    if (error !== undefined) span.error = toErrorName(error);
    request.time.endDatabase(endMs, 1);
    request.repetitionOf(statement).durationMs += endMs - span.startMs;
    if (endMs - span.startMs >= settings.slowQueryMs) request.hasSlowQuery = true;
  }

  function keepSlow(
    statement: Statement,
    durationMs: number,
    waitMs: number,
    { rows, error }: QueryEnd,
    request: RequestContext | undefined,
  ): void {
    const { fingerprint, text, callSite } = statement;
    performance.slowQueries.add({
      atMs: clock.unixMs(),
      fingerprint,
      statement: text,
      durationMs,
      waitMs,
      rows,
      error: error === undefined ? undefined : toErrorName(error),
      where: request?.where?.(),
      traceId: request?.trace.traceId,
      callSite,
    });
    statement.looksLeft = mostLooks;
  }

  function startWaiting(): () => number {
    const request = currentRequest();
    const startMs = clock.nowMs();
    request?.time.startDatabase(startMs);

    return () => {
      const endMs = clock.nowMs();
      if (request && !request.isFinished) request.time.endDatabase(endMs, 0);
      return endMs - startMs;
    };
  }

  function currentRequest(): RequestContext | undefined {
    const request = store.getStore();
    return request?.isFinished ? undefined : request;
  }

  function lookForCallSite(statement: Statement, asked: HostFacing): void {
    if (statement.looksLeft === 0) return;
    statement.looksLeft--;
    const callSite = findCallSite(asked, settings.callSites);
    if (callSite === undefined) return;
    statement.callSite = callSite;
    statement.looksLeft = 0;
  }

  /** Once per finding, when it becomes one: reading the stack for every statement would cost more than most statements. */
  function noteCallSite(repetition: Repetition, asked: HostFacing): void {
    repetition.callSite ??= findCallSite(asked, settings.callSites);
  }

  return { ask, start, startWaiting };
}
