/** Puts the monitor's figures together for people who ask: one function for each question. */
import type { Performance } from '../figures/performance.ts';
import type { Settings } from '../options.ts';
import type { MonitoredPool } from '../pg/pool.ts';
import type { ReporterHealth } from '../report/reporter.ts';
import type { SystemWatch } from '../system/system-watch.ts';

export type Readings = ReturnType<typeof createReadings>;
export type PerformanceReport = Awaited<ReturnType<Readings['performance']>>;

/** How many of a list the report that holds everything tells. */
const inReport = 20;

export function createReadings(deps: {
  settings: Settings;
  performance: Performance;
  pools: ReadonlySet<MonitoredPool>;
  system: SystemWatch;
  health: () => { faults: number; reporter: ReporterHealth | undefined };
}) {
  const { settings, performance, pools, system, health } = deps;
  const { clock } = settings;

  const endpoints = () => {
    const budgets = new Map(performance.budgets.read(clock.nowMs()).map((budget) => [budget.name, budget]));
    return performance.endpoints.read().map((endpoint) => {
      const own = budgets.get(`${endpoint.method} ${endpoint.route}`);
      return own ? { ...endpoint, budget: own } : endpoint;
    });
  };

  return {
    endpoints,
    /** By their 95th percentile. */
    slowest: (limit: number) =>
      endpoints()
        .sort((a, b) => b.durationMs.p95 - a.durationMs.p95)
        .slice(0, limit),
    pools: () => [...pools].map((pool) => pool.stats()),
    slowQueries: (limit: number) => performance.slowQueries.read(limit),
    budgets: () => performance.budgets.read(clock.nowMs()),
    n1: () => performance.n1.read(),
    takeLatest: (most: number) => performance.endpoints.takeLatest(most),
    timers: () => performance.timers(),
    totals: () => performance.totals(),
    system: () => system.latest(),

    /** Everything: totals and each section. */
    async performance() {
      return {
        service: settings.service,
        release: settings.release,
        environment: settings.environment,
        atMs: clock.unixMs(),
        ...performance.totals(),
        endpoints: endpoints(),
        slowest: this.slowest(inReport),
        database: {
          pools: this.pools(),
          slowQueries: performance.slowQueries.read(inReport),
          n1: performance.n1.read(),
        },
        timers: performance.timers(),
        budgets: performance.budgets.read(clock.nowMs()),
        system: await system.latest(),
        monitor: health(),
      };
    },

    reset(): void {
      performance.reset();
      for (const pool of pools) pool.resetStats();
    },
  };
}
