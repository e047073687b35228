/** Times a named piece of work of the host, into its request, the figures and the report. `cache.…` counts as cache time. */
import { limits } from '@throughline/protocol/limits';
import { toErrorName } from './error-name.ts';
import type { Performance } from './figures/performance.ts';
import type { Settings } from './options.ts';
import type { Totals, WorkEnd } from './report/totals.ts';
import type { RequestContext, RequestStore, SpanRecord } from './request-context.ts';

export interface Timers {
  /** Gives what the work gives. */
  timer<Result>(name: string, work: () => Result): Result;
  /** Times a look-up under `cache.NAME`; undefined and null count as misses. */
  cache<Result>(name: string, lookUp: () => Result): Result;
  /** Times an upload under `upload.NAME`, and against the budget per megabyte; less than one counts as one. */
  upload<Result>(name: string, bytes: number, work: () => Result): Result;
}

type Ended = (how: { error?: unknown; result?: unknown }) => void;

const megabyte = 1_048_576;

export function createTimers(
  store: RequestStore,
  settings: Settings,
  performance: Performance,
  totals: Totals,
): Timers {
  const { clock } = settings;

  function addTimer(name: string, durationMs: number, end: WorkEnd): void {
    performance.addTimer(name, durationMs, end);
    totals.addTimer(name, durationMs, end);
  }

  function measure<Result>(
    name: string,
    work: () => Result,
    tell: (durationMs: number, hasFailed: boolean, result: unknown) => void,
  ): Result {
    const context = store.getStore();
    const startMs = clock.nowMs();
    const closeSpan = context && !context.isFinished ? openSpan(context, name, startMs) : undefined;

    return settle(work, ({ error, result }) => {
      const endMs = clock.nowMs();
      closeSpan?.(endMs, error);
      tell(endMs - startMs, error !== undefined, result);
    });
  }

  const timer: Timers['timer'] = (name, work) =>
    measure(name, work, (durationMs, hasFailed) => addTimer(name, durationMs, { hasFailed }));

  const cache: Timers['cache'] = (name, lookUp) =>
    measure(`cache.${name}`, lookUp, (durationMs, hasFailed, result) => {
      const found = hasFailed ? undefined : result !== undefined && result !== null;
      addTimer(`cache.${name}`, durationMs, { hasFailed, found });
    });

  const upload: Timers['upload'] = (name, bytes, work) =>
    measure(`upload.${name}`, work, (durationMs, hasFailed) => {
      addTimer(`upload.${name}`, durationMs, { hasFailed });
      // A failed upload says nothing about its speed.
      if (!hasFailed) performance.addUpload(durationMs / Math.max(1, bytes / megabyte));
    });

  return { timer, cache, upload };
}

function openSpan(
  context: RequestContext,
  name: string,
  startMs: number,
): (endMs: number, error: unknown) => void {
  const isCache = name === 'cache' || name.startsWith('cache.');
  const span: SpanRecord = {
    kind: isCache ? 'cache' : 'timer',
    name: name.slice(0, limits.nameLength),
    startMs,
    endMs: Number.NaN,
  };
  context.addSpan(span);
  if (isCache) context.time.startCache(startMs);

  return (endMs, error) => {
    if (context.isFinished) return;
    span.endMs = endMs;
    if (error !== undefined) span.error = toErrorName(error);
    if (isCache) context.time.endCache(endMs);
  };
}

/** Calls `ended` when the work is done, at once or when its promise settles, and hands on what the work gave. */
function settle<Result>(work: () => Result, ended: Ended): Result {
  let result: Result;
  try {
    result = work();
  } catch (error) {
    ended({ error: error ?? 'error' });
    throw error;
  }
  if (!(result instanceof Promise)) {
    ended({ result });
    return result;
  }

  // The derived promise stands in for the host's own, so that a rejection nobody handles is still seen by Node.
  return result.then(
    (value) => {
      ended({ result: value });
      return value;
    },
    (error: unknown) => {
      ended({ error: error ?? 'error' });
      throw error;
    },
  ) as Result;
}
