/** The encoded reports that wait for the ingest service. Bounded by number and bytes; the oldest go first, counted. */

type Batch = {
  gzipped: Buffer;
  requests: number;
  traces: number;
  /** Losses that this batch was to tell of; told by a later one when this one is lost too. */
  dropped: Record<string, number>;
};

export interface Queue {
  readonly size: number;
  readonly bytes: number;
  push(batch: Batch): void;
  peek(): Batch | undefined;
  remove(batch: Batch): void;
  /** Removes and counts what was in it as lost. */
  drop(batch: Batch): void;
  countDropped(kind: string, count: number): void;
  /** Losses since last asked. */
  takeDropped(): Record<string, number>;
  droppedEver(): Record<string, number>;
}

const most = { batches: 120, bytes: 8 * 1_048_576 };
const firstBackOffMs = 1_000;
const longestBackOffMs = 60_000;

export function createQueue(): Queue {
  const batches: Batch[] = [];
  let bytes = 0;
  let fresh: Record<string, number> = {};
  const ever: Record<string, number> = {};

  function remove(batch: Batch): void {
    const at = batches.indexOf(batch);
    if (at === -1) return;
    batches.splice(at, 1);
    bytes -= batch.gzipped.length;
  }

  function drop(batch: Batch): void {
    remove(batch);
    countDropped('reports', 1);
    if (batch.requests > 0) countDropped('requests', batch.requests);
    if (batch.traces > 0) countDropped('traces', batch.traces);
    // Already in `ever`; only the telling failed.
    for (const [kind, count] of Object.entries(batch.dropped)) fresh[kind] = (fresh[kind] ?? 0) + count;
  }

  function countDropped(kind: string, count: number): void {
    fresh[kind] = (fresh[kind] ?? 0) + count;
    ever[kind] = (ever[kind] ?? 0) + count;
  }

  return {
    get size() {
      return batches.length;
    },
    get bytes() {
      return bytes;
    },
    push(batch) {
      batches.push(batch);
      bytes += batch.gzipped.length;
      while (batches.length > 1 && (batches.length > most.batches || bytes > most.bytes)) {
        drop(batches[0] as Batch);
      }
    },
    peek: () => batches[0],
    remove,
    drop,
    countDropped,
    takeDropped() {
      const taken = fresh;
      fresh = {};
      return taken;
    },
    droppedEver: () => ({ ...ever }),
  };
}

/**
 * Full jitter: anything between nothing and the doubling limit, so that many hosts do not come back as one.
 * @param failures Failures in a row, from 1. @param random 0 ≤ n < 1.
 */
export function backOffMs(failures: number, random: () => number): number {
  return random() * Math.min(longestBackOffMs, firstBackOffMs * 2 ** Math.min(failures, 16));
}
