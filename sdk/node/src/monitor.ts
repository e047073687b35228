/** Joins context, instruments and reporter into one monitor. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { hostname } from 'node:os';
import type { PlanReport } from '@throughline/protocol';
import type { RequestHandler, Router } from 'express';
import type { Pool } from 'pg';
import { createExpectations, type Expectations } from './expect-queries.ts';
import { createMiddleware } from './express.ts';
import { Performance } from './figures/performance.ts';
import { createFinish } from './finish.ts';
import { createWarn } from './logger.ts';
import { createReadings, type PerformanceReport } from './metrics/readings.ts';
import { createMetricsRouter, type MetricsOptions } from './metrics/router.ts';
import { type MonitorOptions, type Settings, toSettings } from './options.ts';
import { createOtlpExport, type OtlpHealth } from './otlp/otlp-export.ts';
import { watchOutgoingFetch } from './outgoing-fetch.ts';
import { watchOutgoingHttp } from './outgoing-http.ts';
import { type Explanation, explain } from './pg/explain.ts';
import { createPool, type MonitoredPool } from './pg/pool.ts';
import type { MonitoredPoolConfig } from './pg/pool-config.ts';
import { createQueries } from './pg/queries.ts';
import { createSlowPlans } from './pg/slow-plans.ts';
import { createStatements } from './pg/statements.ts';
import { createDeliver } from './report/deliver.ts';
import { createReporter, type Reporter, type ReporterHealth } from './report/reporter.ts';
import { createStateReader, type State } from './report/state.ts';
import { Totals } from './report/totals.ts';
import type { RequestContext, RequestStore } from './request-context.ts';
import { watchMachine } from './system/machine-figures.ts';
import { watchProcess } from './system/process-figures.ts';
import { createSystemWatch } from './system/system-watch.ts';
import { createTimers, type Timers } from './timer.ts';
import { createIds } from './trace-context.ts';

export type MonitorHealth = {
  /** Faults inside the monitor itself; the host never saw them. */
  faults: number;
  /** Undefined when the monitor reports nowhere. */
  reporter: ReporterHealth | undefined;
  /** Undefined without the option `otlp`. */
  otlp?: OtlpHealth;
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
  timer: Timers['timer'];
  /** The same for a look-up in a cache, under `cache.NAME`: undefined and null count as misses. */
  cache: Timers['cache'];
  /** The same for an upload of so many bytes, under `upload.NAME`, judged by milliseconds per megabyte. */
  upload: Timers['upload'];
  /**
   * For tests. With work: runs it and throws when any request meanwhile ran more than `max` statements. Without: looks
   * at the running request so far. The error tells each statement with its number of runs.
   */
  expectQueries: Expectations['expectQueries'];
  /** Trace id of the request that is running now, for logs and error bodies. */
  traceId(): string | undefined;
  /**
   * Serves the figures: `GET performance`, `performance/endpoints`, `performance/slowest?limit=`, `database/pool`,
   * `database/slow-queries?limit=`, `system`, `prometheus` and `POST reset`, to those whom the guard lets pass.
   */
  metricsRouter(options: MetricsOptions): Router;
  /**
   * The generic plan of a statement without its values (PostgreSQL 16 and newer), with an index hint where a scan
   * filters most rows away. Nothing is run. @param statement A fingerprint seen lately, or a normalised text.
   */
  explain(pool: Pool, statement: string): Promise<Explanation>;
  /** What `GET performance` tells. */
  performance(): Promise<PerformanceReport>;
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

  const otlp = settings.otlp && createOtlpExport(settings.otlp, settings, ids);
  const performance = new Performance(settings.clock, warn, settings.budgets);
  const expectations = createExpectations(store);
  const statements = createStatements();
  const slowPlans = createSlowPlans(settings, (work) => store.run(undefined, work), failed);
  const queries = createQueries({
    store,
    settings,
    statements,
    totals,
    performance,
    expectations,
    slowPlans,
    failed,
  });
  const unwatches = [watchOutgoingFetch, watchOutgoingHttp].map((watch) =>
    watch({ store, settings, ids, failed }),
  );

  const system = createSystemWatch({
    everyMs: settings.systemEveryMs,
    clock: settings.clock,
    process: watchProcess(),
    machine: watchMachine(),
    failed,
  });
  const readings = createReadings({ settings, performance, pools, system, health });
  const reporter = openReporter(settings, totals, store, {
    readState: createStateReader(system, readings),
    takePlans: slowPlans.take,
  });
  const finish = createFinish({ settings, totals, performance, reporter, otlp });
  const middleware = createMiddleware({ store, settings, ids, failed, finish });

  function health(): MonitorHealth {
    return { faults, reporter: reporter?.health(), ...(otlp && { otlp: otlp.health() }) };
  }

  return {
    express: () => middleware,
    createPool(config = {}, name = pools.size === 0 ? 'main' : `main ${pools.size + 1}`) {
      const pool = createPool(config, name, { queries, store, settings, warn, random: Math.random });
      pools.add(pool);
      return pool;
    },
    ...createTimers(store, settings, performance, totals),
    expectQueries: expectations.expectQueries,
    traceId: () => store.getStore()?.trace.traceId,
    explain: (pool, statement) => explain(pool, statements.find(statement)?.text ?? statement),
    metricsRouter: (guarded) => createMetricsRouter(readings, guarded),
    performance: () => readings.performance(),
    health,
    async stop(limitMs = 2_000) {
      for (const unwatch of unwatches) unwatch();
      system.stop();
      await Promise.all([reporter?.stop(limitMs), otlp?.stop(limitMs)]);
    },
  };
}

/** Undefined when there is nowhere to report to. */
function openReporter(
  settings: Settings,
  totals: Totals,
  store: RequestStore,
  more: { readState: () => State | undefined; takePlans: () => PlanReport[] },
): Reporter | undefined {
  const { endpoint, token } = settings;
  if (!endpoint || !token) return undefined;

  const deliver = createDeliver(endpoint, token);
  // A full batch is sent from within a request, whose call to another service it is not.
  const outside = (gzipped: Buffer) => store.run(undefined, () => deliver(gzipped));
  return createReporter({
    settings,
    totals,
    deliver: Object.assign(outside, { close: deliver.close }),
    instance: `${hostname()}:${process.pid}`.slice(-128),
    random: Math.random,
    ...more,
  });
}
