/** How the process stands, for the report: pools, system, N+1 findings, budgets, last requests. Told with each new system sample. */
import type {
  BudgetReport,
  LatestReport,
  N1Report,
  PoolReport,
  ReportBody,
  SystemReport,
} from '@throughline/protocol';
import { limits } from '@throughline/protocol/limits';
import type { BudgetFigures } from '../figures/budgets.ts';
import type { LatestFigures } from '../figures/endpoints.ts';
import type { Summary } from '../figures/last-values.ts';
import type { N1Finding } from '../figures/repetitions.ts';
import type { PoolStats } from '../pg/pool-watch.ts';
import type { SystemFigures, SystemWatch } from '../system/system-watch.ts';

export type State = Pick<ReportBody, 'pools' | 'system' | 'n1' | 'budgets' | 'latest'>;

type Sources = {
  pools(): PoolStats[];
  n1(): N1Finding[];
  budgets(): BudgetFigures[];
  takeLatest(most: number): LatestFigures[];
};

/** @returns Asked for each report; undefined while there is no new sample. */
export function createStateReader(system: SystemWatch, sources: Sources): () => State | undefined {
  return () => {
    const sample = system.takeNew();
    if (!sample) return undefined;
    return {
      system: toSystemReport(sample),
      pools: sources.pools().slice(0, 50).map(toPoolReport),
      n1: sources.n1().slice(0, 200).map(toN1Report),
      budgets: sources.budgets().slice(0, 200).map(toBudgetReport),
      latest: sources.takeLatest(limits.latestEndpoints).map(toLatestReport),
    };
  };
}

function toSystemReport({ atMs, process, machine }: SystemFigures): SystemReport {
  const report: SystemReport = {
    atMs,
    cpuRatio: round(process.cpuRatio),
    rssBytes: process.rssBytes,
    heapUsedBytes: process.heapUsedBytes,
    eventLoopDelayP99Ms: toMs(process.eventLoopDelayMs.p99),
    eventLoopUtilisation: share(process.eventLoopUtilisation),
    gcMs: toMs(process.gc.totalMs),
    sockets: process.sockets,
  };
  if (!machine) return report;
  return {
    ...report,
    machineCpuRatio: share(machine.cpuRatio),
    machineLoad: round(machine.load[0] ?? 0),
    memoryTotalBytes: machine.memory.totalBytes,
    memoryAvailableBytes: machine.memory.availableBytes,
  };
}

function toPoolReport(stats: PoolStats): PoolReport {
  const { name, size, maxOverflow, inUse, idle, waiting, overflow, created, destroyed, timeouts, leaks } =
    stats;
  const counts = { size, maxOverflow, inUse, idle, waiting, overflow, created, destroyed, timeouts, leaks };
  return {
    name: name.slice(0, limits.nameLength),
    ...counts,
    acquireMs: toPercentiles(stats.acquireMs),
    holdMs: toPercentiles(stats.holdMs),
  };
}

function toPercentiles(summary: Summary | undefined): PoolReport['acquireMs'] {
  return summary && percentilesOf(summary);
}

function percentilesOf({ n, median, p95, p99 }: Summary) {
  return { n, p50: toMs(median), p95: toMs(p95), p99: toMs(p99) };
}

function toLatestReport({ method, route, durationMs, errorRatio }: LatestFigures): LatestReport {
  return { method, route, errors: Math.round(errorRatio * durationMs.n), ...percentilesOf(durationMs) };
}

function toN1Report({ statement: _, share: ratio, ...finding }: N1Finding): N1Report {
  return { ...finding, share: share(ratio) };
}

function toBudgetReport({
  name,
  goodMs,
  poorMs,
  state,
  last1000,
  last5Minutes,
}: BudgetFigures): BudgetReport {
  const { n, p95Ms } = last5Minutes.state === 'not enough data' ? last1000 : last5Minutes;
  return {
    name: name.slice(0, limits.routeLength + 21),
    goodMs: toMs(goodMs),
    poorMs: toMs(poorMs),
    n,
    p95Ms: p95Ms === undefined ? undefined : toMs(p95Ms),
    state,
  };
}

function share(ratio: number): number {
  return Math.min(1, Math.max(0, round(ratio)));
}

function toMs(durationMs: number): number {
  return Math.min(limits.durationMs, Math.max(0, round(durationMs)));
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
