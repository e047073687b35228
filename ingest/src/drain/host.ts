/** Runs the drain in a thread of its own: tells it what is durable, carries out what it asks, starts it again if it dies. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Metrics } from '../health/metrics.ts';
import type { Spool } from '../spool/spool.ts';
import { type FromWorker, segmentsTold, type ToWorker, type WorkerSettings } from './messages.ts';

/** Since this process began. */
export type DrainFigures = {
  /** How long the oldest record of the newest stored batch had waited. */
  lagMs: number | null;
  lastStoredAtMs: number | null;
  retries: number;
};

export type DrainHost = {
  readonly figures: DrainFigures;
  /** Call after each change of the spool's segments. */
  spoolChanged(): void;
  /** Resolves true when everything durable is stored, false when `withinMs` have passed. */
  empty(withinMs: number): Promise<boolean>;
  stop(): Promise<void>;
};

export type DrainHostOptions = { spool: Spool; settings: WorkerSettings; metrics: Metrics; log: Logger };

/** Changes within this time are told together. */
const tellEveryMs = 5;
const restartAfterMs = 1_000;
/** Batches are bounded in bytes, so that this is plenty; a small young generation keeps the process small. */
const resourceLimits = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 192 };

export function startDrainHost({ spool, settings, metrics, log }: DrainHostOptions): DrainHost {
  const figures: DrainFigures = { lagMs: null, lastStoredAtMs: null, retries: 0 };
  let worker: Worker;
  let isStopping = false;
  let isTelling = false;
  let onEmptied: ((isEmpty: boolean) => void) | undefined;

  const tell = (message: ToWorker): void => worker.postMessage(message);
  const tellSegments = (): void => {
    isTelling = false;
    tell({
      type: 'segments',
      segments: spool
        .segments()
        .slice(0, segmentsTold)
        .map((segment) => ({ ...segment })),
    });
  };

  const handlers: { [Type in FromWorker['type']]: (message: Extract<FromWorker, { type: Type }>) => void } = {
    remove: ({ sequence, isDamaged }) => {
      const segment = spool.segments().find((one) => one.sequence === sequence);
      if (segment)
        spool.remove(segment, isDamaged).catch((error: unknown) => log.error({ err: error }, 'spool'));
    },
    seal: () => void spool.seal(),
    batch: ({ records, durationMs, lagMs }) => {
      figures.lagMs = lagMs;
      figures.lastStoredAtMs = Date.now();
      metrics.stored.inc(records);
      metrics.batchRecords.observe(records);
      metrics.drainSeconds.observe(durationMs / 1_000);
      metrics.drainLagSeconds.observe(lagMs / 1_000);
    },
    'dead-letter': ({ reason }) => {
      metrics.deadLetters.inc();
      log.warn({ reason }, 'a record went to the dead letters');
    },
    damage: ({ path, bytes }) => {
      metrics.damagedBytes.inc(bytes);
      log.error({ path, bytes }, 'a spool segment was damaged; its whole records were stored');
    },
    retry: ({ reason, waitMs }) => {
      figures.retries += 1;
      metrics.drainRetries.inc();
      log.warn({ reason, waitMs }, 'the drain tries again');
    },
    emptied: ({ isEmpty }) => onEmptied?.(isEmpty),
  };

  const start = (): Worker => {
    const started = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: settings,
      resourceLimits,
    });
    // Each handler takes the message of its own type.
    started.on('message', (message: FromWorker) => handlers[message.type](message as never));
    started.on('error', (error) => log.error({ err: error }, 'the drain died and is started again'));
    started.once('exit', () => {
      if (isStopping) return;
      setTimeout(() => {
        if (isStopping) return;
        worker = start();
        tellSegments();
      }, restartAfterMs);
    });
    return started;
  };
  worker = start();
  tellSegments();

  return {
    figures,
    spoolChanged: () => {
      if (isTelling) return;
      isTelling = true;
      setTimeout(tellSegments, tellEveryMs);
    },
    empty: async (withinMs) => {
      tellSegments();
      const emptied = new Promise<boolean>((done) => {
        onEmptied = done;
      });
      tell({ type: 'empty', withinMs });
      return await Promise.race([emptied, sleep(withinMs + 500, false, { ref: false })]);
    },
    stop: async () => {
      isStopping = true;
      const exited = new Promise((done) => worker.once('exit', done));
      tell({ type: 'stop' });
      await Promise.race([exited, sleep(5_000, undefined, { ref: false })]);
      await worker.terminate();
    },
  };
}
