/** What Node knows of its own process: event loop, garbage collection, memory, handles. Costs the host next to nothing. */
import { monitorEventLoopDelay, PerformanceObserver, performance } from 'node:perf_hooks';

export type ProcessFigures = {
  pid: number;
  uptimeMs: number;
  /** Share of one core since the sample before, so 1.5 is one and a half cores. */
  cpuRatio: number;
  rssBytes: number;
  heapUsedBytes: number;
  heapTotalBytes: number;
  externalBytes: number;
  /** Open timers, sockets and the like, by kind. */
  handles: Record<string, number>;
  sockets: number;
  /** Since the sample before, in milliseconds; how much later than asked timers ran. */
  eventLoopDelayMs: { mean: number; p50: number; p99: number; max: number };
  /** Since the sample before, 0–1. */
  eventLoopUtilisation: number;
  /** Since the sample before. */
  gc: { count: number; totalMs: number; longestMs: number };
};

export interface ProcessWatch {
  read(): ProcessFigures;
  stop(): void;
}

/** The delay histogram counts its own period as well. */
const resolutionMs = 20;

export function watchProcess(): ProcessWatch {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  let gc = { count: 0, totalMs: 0, longestMs: 0 };
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      gc.count++;
      gc.totalMs += duration;
      gc.longestMs = Math.max(gc.longestMs, duration);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  let utilisation = performance.eventLoopUtilization();
  let cpu = process.cpuUsage();
  let cpuAtMs = performance.now();

  function read(): ProcessFigures {
    const nowMs = performance.now();
    const used = process.cpuUsage(cpu);
    const cpuRatio = (used.user + used.system) / 1_000 / Math.max(1, nowMs - cpuAtMs);
    const busy = performance.eventLoopUtilization(utilisation).utilization;
    const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
    const handles = countHandles();
    const figures: ProcessFigures = {
      pid: process.pid,
      uptimeMs: Math.round(process.uptime() * 1_000),
      cpuRatio,
      rssBytes: rss,
      heapUsedBytes: heapUsed,
      heapTotalBytes: heapTotal,
      externalBytes: external,
      handles,
      sockets: handles.TCPSocketWrap ?? 0,
      eventLoopDelayMs: readDelay(delay),
      eventLoopUtilisation: busy,
      gc,
    };
    delay.reset();
    gc = { count: 0, totalMs: 0, longestMs: 0 };
    utilisation = performance.eventLoopUtilization();
    cpu = process.cpuUsage();
    cpuAtMs = nowMs;
    return figures;
  }

  return {
    read,
    stop() {
      delay.disable();
      observer.disconnect();
    },
  };
}

function readDelay(delay: ReturnType<typeof monitorEventLoopDelay>): ProcessFigures['eventLoopDelayMs'] {
  const toMs = (nanoseconds: number) =>
    Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e6 - resolutionMs) : 0;
  if (delay.count === 0) return { mean: 0, p50: 0, p99: 0, max: 0 };
  return {
    mean: toMs(delay.mean),
    p50: toMs(delay.percentile(50)),
    p99: toMs(delay.percentile(99)),
    max: toMs(delay.max),
  };
}

function countHandles(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
