/** Keeps texts in this process, the least used ones go first. */
import { LRUCache } from 'lru-cache';
import type { CacheStore } from './cache.ts';

/** @param maxBytes Of texts and keys, counted as UTF-16. */
export function createMemoryStore(maxBytes: number, maxAgeMs = 3_600_000): CacheStore {
  const keysOf = new Map<string, Set<string>>();
  const kept = new LRUCache<string, { text: string; tags: readonly string[] }>({
    maxSize: maxBytes,
    sizeCalculation: ({ text }, key) => 2 * (text.length + key.length) + 64,
    ttl: maxAgeMs,
    dispose: ({ tags }, key) => {
      for (const tag of tags) {
        const keys = keysOf.get(tag);
        keys?.delete(key);
        if (keys?.size === 0) keysOf.delete(tag);
      }
    },
  });

  return {
    get: (key) => kept.get(key)?.text,
    set(key, text, tags) {
      kept.set(key, { text, tags });
      if (!kept.has(key)) return;
      for (const tag of tags) {
        const keys = keysOf.get(tag) ?? new Set();
        keysOf.set(tag, keys.add(key));
      }
    },
    forget(tags) {
      for (const tag of tags) for (const key of [...(keysOf.get(tag) ?? [])]) kept.delete(key);
    },
    clear: () => kept.clear(),
    stop: () => kept.clear(),
  };
}
