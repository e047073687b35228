/** Keeps texts in Redis, for all processes: a change that one of them makes is a miss for the others at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@redis/client';
import type { CacheStore } from './cache.ts';

const prefix = 'cms:';
const connectWithinMs = 2_000;

/**
 * @param url redis://… While Redis is away every look-up fails at once and answers are read anew.
 * @param onFault Told of every loss of the connection.
 */
export async function openRedisStore(
  url: string,
  onFault: (error: unknown) => void,
  maxAgeMs = 3_600_000,
): Promise<CacheStore> {
  const client = createClient({ url, disableOfflineQueue: true });
  client.on('error', onFault);
  // Serving does not wait for a cache that is away: the client goes on trying.
  await Promise.race([client.connect().catch(onFault), sleep(connectWithinMs, undefined, { ref: false })]);
  const ageSeconds = Math.ceil(maxAgeMs / 1_000);
  const tagKey = (tag: string) => `${prefix}tag:${tag}`;

  return {
    get: async (key) => (await client.get(prefix + key)) ?? undefined,
    async set(key, text, tags) {
      const all = client.multi().set(prefix + key, text, { EX: ageSeconds });
      for (const tag of tags) all.sAdd(tagKey(tag), prefix + key).expire(tagKey(tag), ageSeconds);
      await all.exec();
    },
    async forget(tags) {
      for (const tag of tags) {
        const keys = await client.sMembers(tagKey(tag));
        await client.unlink([tagKey(tag), ...keys]);
      }
    },
    // Others may have asked since: what is theirs is not this process's to clear, and its age ends it.
    clear: () => {},
    stop: () => client.destroy(),
  };
}
