/**
 * Requests of each address, counted here at once and told to the database a little later: no request waits for its count,
 * and all processes know within a moment what the others let in.
 */
import type { Store } from 'express-rate-limit';
import { LRUCache } from 'lru-cache';
import type { Db } from '../db/sql.ts';
import { addHits } from './hits.ts';

const syncEveryMs = 200;
const mostAddresses = 50_000;

export type SharedRate = Store & {
  /** Tells the database, and learns what others told it. */
  sync(): Promise<void>;
};

type Counted = {
  /** Of all processes, as far as the database knows. */
  known: number;
  /** Of this process, not told yet. */
  untold: number;
  resetsAtMs: number;
};

export type SharedRateOptions = {
  windowMs: number;
  /** Counted here alone. */
  isExempt: (address: string) => boolean;
  /** The database was not told; this process goes on counting for itself. */
  onFault: (error: unknown) => void;
};

export function createSharedRate(db: Db, { windowMs, isExempt, onFault }: SharedRateOptions): SharedRate {
  const counts = new LRUCache<string, Counted>({ max: mostAddresses });
  const untold = new Map<string, Counted>();
  let timer: NodeJS.Timeout | undefined;

  function entryOf(address: string): Counted {
    const kept = counts.get(address);
    if (kept && kept.resetsAtMs > Date.now()) return kept;
    const fresh = { known: 0, untold: 0, resetsAtMs: Date.now() + windowMs };
    counts.set(address, fresh);
    return fresh;
  }

  async function sync(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const told = [...untold].map(([address, entry]) => ({ key: keyOf(address), entry, count: entry.untold }));
    untold.clear();
    if (told.length === 0) return;
    for (const { entry, count } of told) {
      entry.known += count;
      entry.untold -= count;
    }
    try {
      const found = await addHits(db, new Map(told.map(({ key, count }) => [key, count])), windowMs);
      for (const { key, entry } of told) {
        const now = found.get(key);
        if (!now) continue;
        entry.known = now.hits;
        entry.resetsAtMs = Date.now() + now.resetsInMs;
      }
    } catch (error) {
      // Told with the address's next request.
      for (const { entry, count } of told) {
        entry.known -= count;
        entry.untold += count;
      }
      throw error;
    }
  }

  function tellLater(address: string, entry: Counted): void {
    untold.set(address, entry);
    timer ??= setTimeout(() => sync().catch(onFault), syncEveryMs).unref();
  }

  return {
    localKeys: false,
    increment(address) {
      const entry = entryOf(address);
      entry.untold++;
      if (!isExempt(address)) tellLater(address, entry);
      return { totalHits: entry.known + entry.untold, resetTime: new Date(entry.resetsAtMs) };
    },
    decrement(address) {
      entryOf(address).untold--;
    },
    resetKey(address) {
      counts.delete(address);
    },
    sync,
  };
}

function keyOf(address: string): string {
  return `requests of ${address}`;
}
