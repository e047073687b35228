import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cache, type CacheStore, createCache } from './cache.ts';
import { createMemoryStore } from './memory-store.ts';
import { openRedisStore } from './redis-store.ts';

const plain = { onFault: () => {}, time: <T>(lookUp: () => T) => lookUp() };

function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((done) => {
    open = done;
  });
  return { opened, open };
}

/** Redis is tested where there is one. */
const stores: [name: string, open: () => Promise<CacheStore>][] = [
  ['in memory', async () => createMemoryStore(100_000)],
  ...(process.env.TEST_REDIS_URL
    ? [
        [
          'in Redis',
          () => openRedisStore(process.env.TEST_REDIS_URL ?? '', () => {}),
        ] as (typeof stores)[number],
      ]
    : []),
];

describe.each(stores)('a cache %s', (_name, open) => {
  let store: CacheStore;
  let cache: Cache;
  /** Redis outlives a test: each has keys of its own. */
  let own: string;
  beforeEach(async () => {
    own = crypto.randomUUID();
    store = await open();
    cache = createCache(store, plain);
  });
  afterEach(() => cache.stop());

  it('loads once for all who ask at the same time, and then not at all', async () => {
    let loads = 0;
    const load = async () => `answer ${++loads}`;

    const together = await Promise.all(Array.from({ length: 50 }, () => cache.get(`${own}a`, ['t'], load)));
    const later = await cache.get(`${own}a`, ['t'], load);

    expect(new Set([...together, later])).toEqual(new Set(['answer 1']));
  });

  it('forgets by tag, and nothing else', async () => {
    await cache.get(`${own}a`, ['x', 'y'], async () => 'old a');
    await cache.get(`${own}b`, ['z'], async () => 'old b');

    cache.forget(['y']);

    expect(await cache.get(`${own}a`, ['x', 'y'], async () => 'new a')).toBe('new a');
    expect(await cache.get(`${own}b`, ['z'], async () => 'new b')).toBe('old b');
  });

  it('keeps nothing that was begun before a change, and hands it to nobody who asks after it', async () => {
    const { opened, open } = gate();
    const begun = gate();
    const early = cache.get(`${own}a`, ['t'], () => {
      begun.open();
      return opened.then(() => 'old');
    });
    await begun.opened;

    cache.forget(['t']);
    const late = cache.get(`${own}a`, ['t'], async () => 'new');
    open();

    expect([await early, await late]).toEqual(['old', 'new']);
    expect(await cache.get(`${own}a`, ['t'], async () => 'newer')).toBe('new');
  });

  it('tries again after a loading that failed', async () => {
    await expect(cache.get(`${own}a`, [], () => Promise.reject(new Error('away')))).rejects.toThrow('away');

    expect(await cache.get(`${own}a`, [], async () => 'there')).toBe('there');
  });
});

describe('a cache', () => {
  it('goes on without its store', async () => {
    const faults: unknown[] = [];
    const fail = () => Promise.reject(new Error('no store'));
    const broken: CacheStore = { get: fail, set: fail, forget: fail, clear: fail, stop: () => {} };
    const cache = createCache(broken, { ...plain, onFault: (error) => faults.push(error) });

    expect(await cache.get('a', ['t'], async () => 'loaded')).toBe('loaded');
    expect(faults).toHaveLength(2);
  });

  it('stays within its bytes', async () => {
    const cache = createCache(createMemoryStore(10_000), plain);
    let loads = 0;
    const load = async () => {
      loads++;
      return 'x'.repeat(1_000);
    };

    for (let index = 0; index < 20; index++) await cache.get(`key ${index}`, ['t'], load);
    await cache.get('key 19', ['t'], load);
    await cache.get('key 0', ['t'], load);

    expect(loads).toBe(21);
  });
});
