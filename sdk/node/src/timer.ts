/** Times a named piece of work of the host into its request. Names that begin with `cache.` count as cache time. */
import { limits } from '@throughline/protocol/limits';
import { toErrorName } from './error-name.ts';
import type { Settings } from './options.ts';
import type { RequestStore, SpanRecord } from './request-context.ts';

export type Timer = <Result>(name: string, work: () => Result) => Result;

export function createTimer(store: RequestStore, settings: Settings): Timer {
  const { clock } = settings;

  return (name, work) => {
    const context = store.getStore();
    if (!context || context.isFinished) return work();

    const isCache = name === 'cache' || name.startsWith('cache.');
    const startMs = clock.nowMs();
    const span: SpanRecord = {
      kind: isCache ? 'cache' : 'timer',
      name: name.slice(0, limits.nameLength),
      startMs,
      endMs: Number.NaN,
    };
    context.addSpan(span);
    if (isCache) context.time.startCache(startMs);

    const end = (error?: unknown) => {
      if (context.isFinished) return;
      span.endMs = clock.nowMs();
      if (error !== undefined) span.error = toErrorName(error);
      if (isCache) context.time.endCache(span.endMs);
    };

    return settle(work, end);
  };
}

/** Calls `end` when the work is done, at once or when its promise settles, and hands on what the work gave. */
function settle<Result>(work: () => Result, end: (error?: unknown) => void): Result {
  let result: Result;
  try {
    result = work();
  } catch (error) {
    end(error ?? 'error');
    throw error;
  }
  if (!(result instanceof Promise)) {
    end();
    return result;
  }

  // The derived promise stands in for the host's own, so that a rejection nobody handles is still seen by Node.
  return result.then(
    (value) => {
      end();
      return value;
    },
    (error: unknown) => {
      end(error ?? 'error');
      throw error;
    },
  ) as Result;
}
