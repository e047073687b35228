/** The public door of @throughline/node: one function makes a monitor, and the monitor does the rest. */
export { createMonitor, type Monitor, type MonitorHealth } from './monitor.ts';
export type { Clock, MonitorOptions } from './options.ts';
export type { MonitoredPool, MonitoredPoolConfig } from './pg/pool.ts';
