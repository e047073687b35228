/** How many log-ins may fail: by address, by account from one address, and by account from everywhere. All processes count together. */
import type { Db } from '../db/sql.ts';
import { addHits, takeHitsBack } from '../http/hits.ts';
import { Refusal } from '../http/problem.ts';

const windowMs = 15 * 60_000;

export type AttemptLimits = { address: number; accountHere: number; account: number };
export const usualAttempts: AttemptLimits = { address: 60, accountHere: 10, account: 100 };

export type Attempts = {
  /** Counts before the password is looked at, so that a flood never reaches the hash. @throws Refusal 429 */
  begin(db: Db, address: string, account: string): Promise<void>;
  /** A right password takes the account's tries from here back. */
  succeed(db: Db, address: string, account: string): Promise<void>;
};

export function createAttempts(limits: AttemptLimits): Attempts {
  const keysOf = (address: string, account: string) => ({
    address: `log-ins from ${address}`,
    accountHere: `log-ins from ${address} as ${account}`,
    account: `log-ins as ${account}`,
  });

  return {
    async begin(db, address, account) {
      const keys = keysOf(address, account);
      const counted = await addHits(db, new Map(Object.values(keys).map((key) => [key, 1])), windowMs);
      // Object.entries forgets that the names are those of the limits.
      const over = (Object.entries(keys) as [keyof AttemptLimits, string][])
        .map(([name, key]) => ({ limit: limits[name], ...(counted.get(key) ?? { hits: 0, resetsInMs: 0 }) }))
        .find(({ hits, limit }) => hits > limit);
      if (!over) return;
      const refusal = new Refusal('too_many_requests', 'Too many log-ins failed. Wait a quarter of an hour.');
      refusal.retryAfterSeconds = Math.max(1, Math.ceil(over.resetsInMs / 1_000));
      throw refusal;
    },
    async succeed(db, address, account) {
      const keys = keysOf(address, account);
      await takeHitsBack(db, [keys.address, keys.account], keys.accountHere);
    },
  };
}
