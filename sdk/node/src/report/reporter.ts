/**
 * Sends totals and traces to the ingest service in small batches. Memory is bounded whatever happens there:
 * totals merge, traces and batches beyond their room are dropped, the oldest first, and counted. It never throws
 * into the host and never keeps it alive.
 */
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { PlanReport, Trace } from '@throughline/protocol';
import { limits } from '@throughline/protocol/limits';
import type { Settings } from '../options.ts';
import type { Deliver } from './deliver.ts';
import { backOffMs, createQueue } from './queue.ts';
import type { State } from './state.ts';
import { createTold } from './told.ts';
import type { Totals } from './totals.ts';

export type ReporterHealth = {
  reportsSent: number;
  reportsWaiting: number;
  waitingBytes: number;
  /** Lost for good since the start, by kind. */
  dropped: Record<string, number>;
  /** Why the last attempt failed; undefined after a success. */
  lastFailure: string | undefined;
};

export interface Reporter {
  addTrace(trace: Trace): void;
  health(): ReporterHealth;
  /** Sends what is left, for at most `limitMs`. */
  stop(limitMs: number): Promise<void>;
}

const compress = promisify(gzip);
/** JSON of traces that makes a batch full before its time, in UTF-16 code units. */
const fullBatchLength = 200_000;
/** Largest single trace, in code units; what is longer loses its spans. */
const longestTrace = 100_000;
/** While the ingest is away a batch covers this long: fewer of them wait, and hours stay told apart. */
const awayBatchMs = 30_000;

export function createReporter(deps: {
  settings: Settings;
  totals: Totals;
  deliver: Deliver;
  instance: string;
  random: () => number;
  /** How the process stands, when that is news. */
  readState?: () => State | undefined;
  /** Plans of slow statements that were not told yet. */
  takePlans?: () => PlanReport[];
}): Reporter {
  const { settings, totals, deliver, instance, random, readState, takePlans } = deps;
  const { clock, reportEveryMs } = settings;
  const queue = createQueue();
  const told = createTold(clock);
  let traces: string[] = [];
  let tracesLength = 0;
  let fromMs = clock.unixMs();
  let failures = 0;
  let notBeforeMs = 0;
  let reportsSent = 0;
  let lastFailure: string | undefined;
  let running: Promise<void> | undefined;
  let isStopping = false;

  const timer = setInterval(() => void tick(), reportEveryMs);
  timer.unref();

  function addTrace(trace: Trace): void {
    let json = JSON.stringify(trace);
    if (json.length > longestTrace) {
      json = JSON.stringify({
        ...trace,
        spans: [],
        spansDropped: trace.spans.length + (trace.spansDropped ?? 0),
      });
    }
    // Encoded here, one by one: encoding a whole batch at once would hold up every request beside it.
    if (tracesLength + json.length > fullBatchLength * 2) {
      queue.countDropped('traces', 1);
      return;
    }
    traces.push(json);
    tracesLength += json.length;
    if (tracesLength > fullBatchLength) void tick();
  }

  /** One round at a time: cut a batch if it is due, then send what waits. */
  function tick(): Promise<void> {
    running ??= round().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function round(): Promise<void> {
    try {
      if (isDue()) await cut();
      await sendWaiting();
    } catch (error) {
      // Only a bug ends up here; the host must not pay for it.
      lastFailure = error instanceof Error ? error.message : 'unknown';
      queue.countDropped('reports', 1);
    }
  }

  function isDue(): boolean {
    if (totals.isEmpty && traces.length === 0) return false;
    if (isStopping || queue.size === 0) return true;
    return clock.unixMs() - fromMs >= awayBatchMs || tracesLength > fullBatchLength;
  }

  async function cut(): Promise<void> {
    const toMs = clock.unixMs();
    const slice = totals.take();
    for (const [kind, count] of Object.entries(slice.dropped)) queue.countDropped(kind, count);
    const dropped = queue.takeDropped();
    const head = {
      v: 1,
      id: randomUUID(),
      service: settings.service,
      instance,
      release: settings.release?.slice(0, limits.nameLength),
      environment: settings.environment.slice(0, limits.nameLength),
      fromMs: Math.min(fromMs, toMs),
      toMs,
      sentAtMs: toMs,
      endpoints: slice.endpoints,
      queries: slice.queries.map((query) => told.withoutKnownText(query)),
      plans: takePlans?.(),
      timers: slice.timers,
      ...readState?.(),
      dropped,
    };
    const body = `${JSON.stringify(head).slice(0, -1)},"traces":[${traces.join(',')}]}`;
    const traceCount = traces.length;
    traces = [];
    tracesLength = 0;
    fromMs = toMs;

    const gzipped = await compress(body);
    queue.push({ gzipped, traces: traceCount, requests: slice.requests, dropped });
  }

  async function sendWaiting(): Promise<void> {
    let batch = queue.peek();
    while (batch && (isStopping || clock.nowMs() >= notBeforeMs)) {
      const delivery = await deliver(batch.gzipped);
      if (delivery.ok) {
        queue.remove(batch);
        reportsSent++;
        failures = 0;
        lastFailure = undefined;
      } else {
        lastFailure = delivery.because;
        if (delivery.again) {
          failures++;
          notBeforeMs = clock.nowMs() + Math.max(delivery.afterMs, backOffMs(failures, random));
          return;
        }
        queue.drop(batch);
        told.forget();
      }
      batch = queue.peek();
    }
  }

  async function stop(limitMs: number): Promise<void> {
    clearInterval(timer);
    isStopping = true;
    let giveUp: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      giveUp = setTimeout(resolve, limitMs);
    });
    // The first round may have begun before the last requests ended; the second takes those.
    await Promise.race([tick().then(tick), limit]);
    clearTimeout(giveUp);
    deliver.close();
  }

  const health = (): ReporterHealth => ({
    reportsSent,
    reportsWaiting: queue.size,
    waitingBytes: queue.bytes,
    dropped: queue.droppedEver(),
    lastFailure,
  });

  return { addTrace, health, stop };
}
