/** Brings every stale rollup up to date: hours from raw views, then the days and weeks made of them. */
import type { Bucket, Store } from '../store/store.ts';

const atOnce = 200;

/**
 * A bucket that was just made rests this many times as long as making it took: the running hour of a busy site is stale
 * again at once, and making it anew without end would take a core. Until then its raw views answer.
 */
const restShare = 10;
const longestRestMs = 600_000;

type Source = Pick<Store, 'staleBuckets' | 'rollUp' | 'isRefusal'>;

/** @returns How many buckets were made anew. Ends early, with what is done kept, when the term is over. @throws What the database refused, at the end. */
export async function rollUpStale(store: Source, term: number): Promise<number> {
  return await oneRound(
    store,
    () => true,
    (bucket) => store.rollUp(term, bucket),
  );
}

/** Round after round, with rests. @param now Clock that never jumps, milliseconds. */
export function createRollUps(
  store: Source,
  now: () => number = () => performance.now(),
): (term: number) => Promise<void> {
  const restsUntilMs = new Map<string, number>();
  return async (term) => {
    for (const [name, untilMs] of restsUntilMs) if (untilMs <= now()) restsUntilMs.delete(name);
    await oneRound(
      store,
      (bucket) => !restsUntilMs.has(nameOf(bucket)),
      async (bucket) => {
        const startMs = now();
        // Whatever makes it fail: the next round begins with the others.
        restsUntilMs.set(nameOf(bucket), startMs + longestRestMs);
        await store.rollUp(term, bucket);
        const restMs = Math.min((now() - startMs) * restShare, longestRestMs);
        restsUntilMs.set(nameOf(bucket), now() + restMs);
      },
    );
  };
}

async function oneRound(
  store: Source,
  isDue: (bucket: Bucket) => boolean,
  make: (bucket: Bucket) => Promise<void>,
): Promise<number> {
  const done = new Set<string>();
  let refusal: unknown;
  for (;;) {
    const buckets = await store.staleBuckets(atOnce);
    // The running hour is stale again as soon as a view arrives: once a round is enough.
    const due = buckets.filter((bucket) => !done.has(nameOf(bucket)) && isDue(bucket));
    if (due.length === 0) {
      if (refusal) throw refusal;
      return done.size;
    }
    for (const bucket of due) {
      await make(bucket).catch((error: unknown) => {
        // One bucket that the database cannot hold must not keep the others from being made.
        if (!store.isRefusal(error)) throw error;
        refusal ??= error;
      });
      done.add(nameOf(bucket));
    }
  }
}

function nameOf({ step, site, atMs }: Bucket): string {
  return `${step} ${site} ${atMs}`;
}
