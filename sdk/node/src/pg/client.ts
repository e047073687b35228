/** A pg Client that times every statement, whatever form it is asked in: promise, callback, query object or cursor. */
import { Client, type Pool } from 'pg';
import { keepContext } from '../keep-context.ts';
import type { RequestStore } from '../request-context.ts';
import type { Queries, QueryEnd } from './queries.ts';
import { textOf } from './query-text.ts';

/** What the pool notes on a client that had to be waited for; the next statement takes it. */
export const waitedMs = Symbol('throughline.waitedMs');

/** What the pool notes on a client whose next statement it asks for itself, to settle a promise. */
export const answersPool = Symbol('throughline.answersPool');

export type TimedClient = Client & { [waitedMs]?: number; [answersPool]?: boolean };

type Callback = (error: unknown, result?: unknown) => void;
/** pg's `query` has a dozen overloads; whatever the host passes goes on as it came. */
type AnyQuery = (...args: unknown[]) => unknown;
/** What pg calls on a query object: these two end it. */
type Submittable = {
  text?: string;
  cursor?: { text?: string };
  submit: unknown;
  handleReadyForQuery(...args: unknown[]): unknown;
  handleError(error: unknown, ...rest: unknown[]): unknown;
  _result?: { rowCount?: number | null };
};

/** @param ofPool The pool that these clients belong to. */
export function createClientClass(queries: Queries, store: RequestStore, ofPool: () => Pool): typeof Client {
  return class ThroughlineClient extends Client {
    [waitedMs]?: number = 0;
    [answersPool]?: boolean = false;

    constructor(...args: ConstructorParameters<typeof Client>) {
      super(...args);
      this.query = watchQuery(this, this.query as AnyQuery, queries, ofPool) as typeof this.query;
      // The socket would keep the request that opened the connection, and all it knows, alive as long as itself.
      const connect = this.connect as AnyQuery;
      this.connect = ((...rest: unknown[]) =>
        store.run(undefined, () => connect.apply(this, rest))) as typeof this.connect;
    }
  };
}

function watchQuery(client: TimedClient, query: AnyQuery, queries: Queries, ofPool: () => Pool): AnyQuery {
  return function watchedQuery(...args) {
    const text = textOf(args[0]);
    if (text === undefined) return query.apply(client, args);

    const waitMs = client[waitedMs] ?? 0;
    client[waitedMs] = 0;
    const isForPool = client[answersPool] === true;
    client[answersPool] = false;
    const end = queries.start(text, waitMs, watchedQuery, ofPool());
    try {
      if (isSubmittable(args[0])) {
        watchSubmittable(args[0], end);
        return query.apply(client, args);
      }
      const withCallback = watchCallback(args, end, isForPool);
      if (withCallback) return query.apply(client, withCallback);

      return watchPromise(query.apply(client, args), end);
    } catch (error) {
      end({ error });
      throw error;
    }
  };
}

function isSubmittable(query: unknown): query is Submittable {
  return (
    typeof query === 'object' && query !== null && 'submit' in query && typeof query.submit === 'function'
  );
}

/** A query object tells its end to pg alone, by these two methods; both stay the object's own. */
function watchSubmittable(query: Submittable, end: (how: QueryEnd) => void): void {
  const { handleReadyForQuery, handleError } = query;
  query.handleReadyForQuery = function (this: Submittable, ...rest) {
    end({ rows: query._result?.rowCount ?? undefined });
    return handleReadyForQuery.apply(this, rest);
  };
  query.handleError = function (this: Submittable, error, ...rest) {
    end({ error });
    return handleError.call(this, error, ...rest);
  };
}

/** The arguments with a timed callback, or undefined when the host wants a promise. */
function watchCallback(
  args: unknown[],
  end: (how: QueryEnd) => void,
  isForPool: boolean,
): unknown[] | undefined {
  const at = args.findIndex((argument, index) => index > 0 && typeof argument === 'function');
  if (at > 0) return args.with(at, timed(args[at] as Callback, end, isForPool));

  const [config, ...rest] = args;
  if (typeof config !== 'object' || config === null || !('callback' in config)) return undefined;
  if (typeof config.callback !== 'function') return undefined;
  return [{ ...config, callback: timed(config.callback as Callback, end, isForPool) }, ...rest];
}

/** Bound to the caller's context: pg calls back from the socket's. The pool's own callback settles a promise, and needs none. */
function timed(callback: Callback, end: (how: QueryEnd) => void, isForPool: boolean): Callback {
  const ended: Callback = (error, result) => {
    end(error ? { error } : { rows: rowsOf(result) });
    callback(error, result);
  };
  return isForPool ? ended : keepContext(ended);
}

/** Hands on a promise derived from pg's, so that a rejection nobody handles is still reported by Node. */
function watchPromise(promise: unknown, end: (how: QueryEnd) => void): unknown {
  if (!(promise instanceof Promise)) return promise;

  return promise.then(
    (result: unknown) => {
      end({ rows: rowsOf(result) });
      return result;
    },
    (error: unknown) => {
      end({ error });
      throw error;
    },
  );
}

function rowsOf(result: unknown): number | undefined {
  if (Array.isArray(result)) return result.reduce((sum: number, one) => sum + (rowsOf(one) ?? 0), 0);
  if (typeof result !== 'object' || result === null || !('rowCount' in result)) return undefined;
  return typeof result.rowCount === 'number' ? result.rowCount : undefined;
}
