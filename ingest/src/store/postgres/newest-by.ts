/**
 * One of each key, the newest, for one statement may touch a row once; of two as old the later in the list. Sorted by key, so
 * that two processes that write the same rows lock them in the same order.
 */
export function newestBy<Told extends { atMs: number }>(
  told: Iterable<Told>,
  keyOf: (one: Told) => readonly unknown[],
): Told[] {
  const newest = new Map<string, Told>();
  for (const one of told) {
    const key = JSON.stringify(keyOf(one));
    const known = newest.get(key);
    if (!known || known.atMs <= one.atMs) newest.set(key, one);
  }
  return [...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
