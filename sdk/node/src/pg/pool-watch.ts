/** The figures of one pool: who holds what, how long it took to get, how connections came and went. */
import type { PoolClient } from 'pg';
import type { Clock } from '../clock.ts';
import { LastValues, type Summary } from '../figures/last-values.ts';
import type { Warn } from '../logger.ts';
import {
  describeHolder,
  type Holder,
  type HolderReport,
  reportHolder,
  reportHolders,
} from './pool-holders.ts';

/** Why a connection was closed. `idle`: overflow without work; `lost`: the server or the network ended it. */
export type Destruction = 'idle' | 'lifetime' | 'error' | 'lost' | 'ended';

export type PoolStats = {
  name: string;
  /** Connections that stay, and those that may come for a burst. */
  size: number;
  maxOverflow: number;
  /** As it is now. `overflow`: how many are open beyond the size. */
  total: number;
  inUse: number;
  idle: number;
  waiting: number;
  overflow: number;
  /** Of the last 1,000; undefined before the first. In milliseconds. */
  acquireMs?: Summary;
  holdMs?: Summary;
  /** Since the start or the last reset. */
  acquired: number;
  created: number;
  createdAsOverflow: number;
  destroyed: Record<Destruction, number>;
  timeouts: number;
  connectFailures: number;
  leaks: number;
  /** Those who hold a connection longest. */
  holders: HolderReport[];
};

export class PoolWatch {
  readonly holders = new Map<PoolClient, Holder>();
  #acquireMs = new LastValues();
  #holdMs = new LastValues();
  #counts = noCounts();
  /** Unlike pg-pool's own count without those that still connect. */
  #open = 0;
  readonly #reasons = new WeakMap<PoolClient, Destruction>();
  readonly #expiries = new WeakMap<PoolClient, number>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  connected(client: PoolClient, lifetimeMs: number, size: number): void {
    this.#open++;
    this.#counts.created++;
    if (this.#open > size) this.#counts.createdAsOverflow++;
    if (lifetimeMs > 0) this.#expiries.set(client, this.#clock.nowMs() + lifetimeMs);
  }

  /** @param sinceMs When the connection came, by the clock. */
  acquired(
    client: PoolClient,
    sinceMs: number,
    waitMs: number,
    { where, callSite, statement }: Pick<Holder, 'where' | 'callSite' | 'statement'>,
  ): void {
    this.#counts.acquired++;
    this.#acquireMs.add(waitMs);
    this.holders.set(client, { sinceMs, where, callSite, statement, isWarned: false });
  }

  released(client: PoolClient, hasFailed: boolean): void {
    const holder = this.holders.get(client);
    if (holder) this.#holdMs.add(this.#clock.nowMs() - holder.sinceMs);
    this.holders.delete(client);
    if (hasFailed) this.#reasons.set(client, 'error');
  }

  lost(client: PoolClient): void {
    this.holders.delete(client);
    this.#reasons.set(client, 'lost');
  }

  removed(client: PoolClient, isEnding: boolean): void {
    this.#open--;
    this.holders.delete(client);
    this.#counts.destroyed[this.#reasons.get(client) ?? this.#guessReason(client, isEnding)]++;
  }

  timedOut(): void {
    this.#counts.timeouts++;
  }

  connectFailed(): void {
    this.#counts.connectFailures++;
  }

  /** Warns of each holder once, when it has held its connection for longer than it should. */
  findLeaks(leakAfterMs: number, warn: Warn): void {
    const nowMs = this.#clock.nowMs();
    for (const holder of this.holders.values()) {
      if (holder.isWarned || nowMs - holder.sinceMs < leakAfterMs) continue;
      holder.isWarned = true;
      this.#counts.leaks++;
      const report = reportHolder(holder, nowMs);
      const key = `leak ${report.where} ${report.callSite ?? report.statement}`;
      warn(key, report, `A database connection was not given back: ${describeHolder(report)}`);
    }
  }

  /** What has been counted; the caller adds how the pool stands now. */
  read(): Pick<PoolStats, 'acquireMs' | 'holdMs' | 'holders'> & Counts {
    return {
      ...this.#counts,
      destroyed: { ...this.#counts.destroyed },
      acquireMs: this.#acquireMs.summary(),
      holdMs: this.#holdMs.summary(),
      holders: reportHolders(this.holders.values(), this.#clock.nowMs()),
    };
  }

  /** Forgets what was counted; who holds a connection stays known. */
  reset(): void {
    this.#acquireMs = new LastValues();
    this.#holdMs = new LastValues();
    this.#counts = noCounts();
  }

  #guessReason(client: PoolClient, isEnding: boolean): Destruction {
    if (isEnding) return 'ended';
    const expiresAtMs = this.#expiries.get(client) ?? Number.POSITIVE_INFINITY;
    // pg-pool's timer and this clock may differ by a tick.
    return this.#clock.nowMs() >= expiresAtMs - 5 ? 'lifetime' : 'idle';
  }
}

type Counts = Pick<
  PoolStats,
  'acquired' | 'created' | 'createdAsOverflow' | 'destroyed' | 'timeouts' | 'connectFailures' | 'leaks'
>;

function noCounts(): Counts {
  return {
    acquired: 0,
    created: 0,
    createdAsOverflow: 0,
    destroyed: { idle: 0, lifetime: 0, error: 0, lost: 0, ended: 0 },
    timeouts: 0,
    connectFailures: 0,
    leaks: 0,
  };
}
