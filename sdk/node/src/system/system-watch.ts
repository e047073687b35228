/** Samples process and machine on a timer, off the request path; whoever asks gets the last sample at once. */
import type { Clock } from '../clock.ts';
import type { MachineFigures, MachineWatch } from './machine-figures.ts';
import type { ProcessFigures, ProcessWatch } from './process-figures.ts';

export type SystemFigures = {
  /** Unix milliseconds of the sample. */
  atMs: number;
  process: ProcessFigures;
  /** Undefined where systeminformation could not tell. */
  machine?: MachineFigures;
};

export interface SystemWatch {
  /** The last sample; waits for the first when there is none yet. */
  latest(): Promise<SystemFigures>;
  /** The last sample, when it has not been taken by this before. */
  takeNew(): SystemFigures | undefined;
  stop(): void;
}

/** A process that only starts and ends should not pay for its first sample. */
const firstAfterMs = 1_000;

/** @param everyMs 0: only when asked. */
export function createSystemWatch(deps: {
  everyMs: number;
  clock: Clock;
  process: ProcessWatch;
  machine: MachineWatch;
  failed: (error: unknown) => void;
}): SystemWatch {
  const { everyMs, clock, machine, failed } = deps;
  let last: SystemFigures | undefined;
  let hasNew = false;
  let isStopped = false;
  let running: Promise<SystemFigures> | undefined;

  function sample(): Promise<SystemFigures> {
    running ??= take().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function take(): Promise<SystemFigures> {
    let machineFigures: MachineFigures | undefined;
    try {
      machineFigures = await machine.read();
    } catch (error) {
      // Whoever stops the watch ends its thread, in the middle of a sample too.
      if (!isStopped) failed(error);
    }
    last = { atMs: clock.unixMs(), process: deps.process.read(), machine: machineFigures };
    hasNew = true;
    return last;
  }

  const timers: NodeJS.Timeout[] = [];
  if (everyMs > 0) {
    timers.push(
      setTimeout(() => void sample(), firstAfterMs),
      setInterval(() => void sample(), everyMs),
    );
    for (const timer of timers) timer.unref();
  }

  return {
    latest: async () => last ?? sample(),
    takeNew() {
      if (!hasNew) return undefined;
      hasNew = false;
      return last;
    },
    stop() {
      isStopped = true;
      for (const timer of timers) clearTimeout(timer);
      deps.process.stop();
      machine.stop();
    },
  };
}
