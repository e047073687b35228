/** How many log-ins may fail: by address, by account from one address, and by account from everywhere. */
import { MemoryStore } from 'express-rate-limit';
import { Refusal } from '../http/problem.ts';

const windowMs = 15 * 60_000;

export type Attempts = {
  /** Counts before the password is looked at, so that a flood never reaches the hash. @throws Refusal 429 */
  begin(address: string, account: string): Promise<void>;
  /** A right password takes the account's tries from here back. */
  succeed(address: string, account: string): Promise<void>;
};

export function createAttempts(limits = { address: 60, accountHere: 10, account: 100 }): Attempts {
  const store = new MemoryStore();
  store.init({ windowMs } as Parameters<MemoryStore['init']>[0]);
  const keysOf = (address: string, account: string): [string, number][] => [
    [`address ${address}`, limits.address],
    [`here ${address} ${account}`, limits.accountHere],
    [`account ${account}`, limits.account],
  ];

  return {
    async begin(address, account) {
      const counted = await Promise.all(
        keysOf(address, account).map(async ([key, limit]) => ({ limit, ...(await store.increment(key)) })),
      );
      const over = counted.find(({ limit, totalHits }) => totalHits > limit);
      if (!over) return;
      const refusal = new Refusal('too_many_requests', 'Too many log-ins failed. Wait a quarter of an hour.');
      const untilMs = (over.resetTime?.getTime() ?? Date.now() + windowMs) - Date.now();
      refusal.retryAfterSeconds = Math.max(1, Math.ceil(untilMs / 1_000));
      throw refusal;
    },
    async succeed(address, account) {
      const [byAddress, , byAccount] = keysOf(address, account).map(([key]) => key);
      await store.resetKey(`here ${address} ${account}`);
      for (const key of [byAddress, byAccount]) if (key) await store.decrement(key);
    },
  };
}
