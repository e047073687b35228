/** The public door of @throughline/node: one function makes a monitor, and the monitor does the rest. */

export type { Clock } from './clock.ts';
export type { Budget } from './figures/budgets.ts';
export type { N1Allowance } from './figures/repetitions.ts';
export type { Logger } from './logger.ts';
export type { PerformanceReport } from './metrics/readings.ts';
export type { MetricsOptions } from './metrics/router.ts';
export { createMonitor, type Monitor, type MonitorHealth } from './monitor.ts';
export type { MonitorOptions } from './options.ts';
export type { MonitoredPool } from './pg/pool.ts';
export type { MonitoredPoolConfig } from './pg/pool-config.ts';
export { type HolderReport, PoolTimeoutError } from './pg/pool-holders.ts';
export type { PoolStats } from './pg/pool-watch.ts';
