/**
 * One process of several runs the scheduled jobs. It holds a lease that it renews by the database's clock; each new
 * leader gets a higher term, and the store refuses writes of an older one. A process that was stopped for half a minute
 * and wakes up still believing itself leader can therefore change nothing.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

export type LeaderSource = {
  /** Takes or renews the lease. @returns The term, or undefined when another holds it. */
  lead(holder: string, leaseMs: number): Promise<number | undefined>;
  /** Gives the lease back, so that nobody has to wait for it. */
  stepDown(holder: string): Promise<void>;
};

export type Leader = { term(): number | undefined; stop(): Promise<void> };

/** Takeover after a kill takes at most the lease and one look: under five seconds. */
const leaseMs = 3_500;
const lookEveryMs = 1_000;

export function startLeader(source: LeaderSource): Leader {
  const holder = randomUUID();
  const stopping = new AbortController();
  let term: number | undefined;

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // While the database is away nobody leads, and no job could run.
      term = await source.lead(holder, leaseMs).catch(() => undefined);
      await sleep(lookEveryMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  };
  const running = loop();

  return {
    term: () => term,
    stop: async () => {
      stopping.abort();
      await running;
      await source.stepDown(holder).catch(() => {});
    },
  };
}
