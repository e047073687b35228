/**
 * Delivers what is due, some at once, each until it is taken or the tries are used up. Any number of processes may do so:
 * what one took, the others leave alone; what a process took and died with comes again.
 */
import type { Db } from '../db/sql.ts';
import type { Send } from './send.ts';
import { claimDue, type Due, keepTry, readNextDueInMs } from './store.ts';

export type Deliveries = {
  /** Something may be due. */
  wake(): void;
  stop(): Promise<void>;
};

export type DeliverOptions = {
  /** Milliseconds from each failure to the next try; after the last one it is dead. */
  retryAfterMs: readonly number[];
  /** Longer than a try may take. */
  leaseMs: number;
  /** Looks at least so often, should nobody wake it. */
  lookEveryMs: number;
  /** 0–1; spreads the tries of many. */
  random: () => number;
  onFault: (error: unknown) => void;
};

const hour = 3_600_000;
/** About three days. */
export const usualRetries = [5_000, 30_000, 120_000, 600_000, hour, 3 * hour, 8 * hour, 24 * hour, 36 * hour];
const atOnce = 8;

export function startDeliveries(db: Db, send: Send, options: DeliverOptions): Deliveries {
  const { retryAfterMs, leaseMs, lookEveryMs, random, onFault } = options;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isAsked = false;
  let isStopped = false;

  async function deliver(due: Due): Promise<void> {
    const outcome = await send(due);
    const wait = retryAfterMs[due.tries];
    // A fifth more or less: what failed together need not come again together.
    const nextInMs = wait === undefined ? undefined : Math.round(wait * (0.8 + 0.4 * random()));
    await keepTry(db, due.id, outcome, nextInMs);
  }

  async function work(): Promise<void> {
    for (;;) {
      isAsked = false;
      const due = isStopped ? [] : await claimDue(db, leaseMs, atOnce);
      if (due.length === 0 && !isAsked) return;
      await Promise.all(due.map(deliver));
    }
  }

  async function waitMs(): Promise<number> {
    const inMs = await readNextDueInMs(db);
    return Math.min(lookEveryMs, Math.max(0, inMs ?? lookEveryMs));
  }

  function wake(): void {
    isAsked = true;
    if (running || isStopped) return;
    clearTimeout(timer);
    running = work()
      .then(waitMs)
      .catch((error: unknown) => {
        onFault(error);
        return lookEveryMs;
      })
      .then((ms) => {
        running = undefined;
        if (isAsked) wake();
        else if (!isStopped) timer = setTimeout(wake, ms).unref();
      });
  }

  wake();
  return {
    wake,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
