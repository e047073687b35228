/** Brings every stale rollup up to date: hours from raw views, then the days and weeks made of them. */
import type { Store } from '../store/store.ts';

const atOnce = 200;

/** @returns How many buckets were made anew. Ends early, with what is done kept, when the term is over. */
export async function rollUpStale(
  store: Pick<Store, 'staleBuckets' | 'rollUp'>,
  term: number,
): Promise<number> {
  const done = new Set<string>();
  for (;;) {
    const buckets = await store.staleBuckets(atOnce);
    // The running hour is stale again as soon as a view arrives: once a round is enough.
    const due = buckets.filter(({ step, site, atMs }) => !done.has(`${step} ${site} ${atMs}`));
    if (due.length === 0) return done.size;
    for (const bucket of due) {
      await store.rollUp(term, bucket);
      done.add(`${bucket.step} ${bucket.site} ${bucket.atMs}`);
    }
  }
}
