/** Joins context, instruments and reporter into one monitor. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { hostname } from 'node:os';
import type { RequestHandler } from 'express';
import { createMiddleware } from './express.ts';
import { createWarn } from './logger.ts';
import { type MonitorOptions, toSettings } from './options.ts';
import { watchOutgoingFetch } from './outgoing-fetch.ts';
import { createPool, type MonitoredPool } from './pg/pool.ts';
import type { MonitoredPoolConfig } from './pg/pool-config.ts';
import { createQueries } from './pg/queries.ts';
import { createStatements } from './pg/statements.ts';
import { createDeliver } from './report/deliver.ts';
import { createReporter, type ReporterHealth } from './report/reporter.ts';
import { Totals } from './report/totals.ts';
import { toTrace, whyKept } from './report/trace.ts';
import type { RequestContext } from './request-context.ts';
import { createTimer } from './timer.ts';
import { createIds } from './trace-context.ts';

export type MonitorHealth = {
  /** Faults inside the monitor itself; the host never saw them. */
  faults: number;
  /** Undefined when the monitor reports nowhere. */
  reporter: ReporterHealth | undefined;
};

export interface Monitor {
  /** The middleware; use it before everything else. */
  express(): RequestHandler;
  /**
   * A pg.Pool whose statements are timed into the request that asked for them. Takes what pg.Pool takes and more;
   * sizes come from a preset of the environment. A wait in vain fails with a `PoolTimeoutError` that names the holders.
   * @param name Tells several pools of one process apart. Default `main`, then `main 2` and so on.
   */
  createPool(config?: MonitoredPoolConfig, name?: string): MonitoredPool;
  /** Times a piece of work, synchronous or not, under a name of at most 128 characters; gives what the work gives. */
  timer<Result>(name: string, work: () => Result): Result;
  /** Trace id of the request that is running now, for logs and error bodies. */
  traceId(): string | undefined;
  health(): MonitorHealth;
  /** Sends what is left and stops. @param limitMs Gives up after this long. Default 2,000. */
  stop(limitMs?: number): Promise<void>;
}

/**
 * Makes a monitor. It never throws into its host after this call and does not keep the process alive.
 *
 * @example
 * const monitor = createMonitor({ service: 'shop', endpoint: 'http://127.0.0.1:4000', token });
 * app.use(monitor.express());
 * const pool = monitor.createPool({ connectionString });
 */
export function createMonitor(options: MonitorOptions): Monitor {
  const settings = toSettings(options);
  const store = new AsyncLocalStorage<RequestContext | undefined>();
  const ids = createIds();
  const totals = new Totals();
  let faults = 0;
  const failed = () => {
    faults++;
  };

  const warn = createWarn(settings.logger, settings.clock, failed);
  const pools = new Set<MonitoredPool>();

  const { endpoint, token } = settings;
  const reporter =
    endpoint && token
      ? createReporter({
          settings,
          totals,
          deliver: createDeliver(endpoint, token),
          instance: `${hostname()}:${process.pid}`.slice(-128),
          random: Math.random,
        })
      : undefined;
  const queries = createQueries({ store, settings, statements: createStatements(), totals, failed });
  const unwatch = watchOutgoingFetch({ store, settings, ids, failed });

  const middleware = createMiddleware({
    store,
    settings,
    ids,
    failed,
    finish(context, ending) {
      const { method, route, status, isAborted, parts } = ending;
      const { totalMs: durationMs, sqlMs, sqlCount } = parts;
      totals.addRequest({ method, route, status, isAborted, durationMs, sqlMs, sqlCount });
      const kept = reporter && whyKept(context, ending, settings);
      if (kept) reporter.addTrace(toTrace(context, ending, kept));
      context.letGo();
    },
  });

  return {
    express: () => middleware,
    createPool(config = {}, name = pools.size === 0 ? 'main' : `main ${pools.size + 1}`) {
      const pool = createPool(config, name, { queries, store, settings, warn, random: Math.random });
      pools.add(pool);
      return pool;
    },
    timer: createTimer(store, settings),
    traceId: () => store.getStore()?.trace.traceId,
    health: () => ({ faults, reporter: reporter?.health() }),
    async stop(limitMs = 2_000) {
      unwatch();
      await reporter?.stop(limitMs);
    },
  };
}
