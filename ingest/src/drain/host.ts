/** Runs the drain in a thread of its own: tells it what is durable, carries out what it asks, starts it again if it dies. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Metrics } from '../health/metrics.ts';
import type { Spool } from '../spool/spool.ts';
import { keepThread } from '../thread.ts';
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
/** Batches are bounded in bytes, so that this is plenty; a small young generation keeps the process small. */
const resourceLimits = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 192 };

export function startDrainHost({ spool, settings, metrics, log }: DrainHostOptions): DrainHost {
  const figures: DrainFigures = { lagMs: null, lastStoredAtMs: null, retries: 0 };
  let isTelling = false;
  let onEmptied: ((isEmpty: boolean) => void) | undefined;

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

  const { tell, stop } = keepThread<ToWorker, FromWorker>({
    name: 'drain',
    file: new URL('./worker.js', import.meta.url),
    data: settings,
    resourceLimits,
    log,
    // Each handler takes the message of its own type.
    onMessage: (message) => handlers[message.type](message as never),
    onRestart: () => tellSegments(),
  });
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
    stop,
  };
}
