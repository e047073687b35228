/**
 * Carries records from the spool into the store, oldest first, and lets a segment go only after the store has
 * committed all of it. A crash makes it read a segment again; the store counts everything once.
 */
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { scanFrames } from '../spool/frame.ts';
import type { Segment, Spool } from '../spool/spool.ts';

export type DrainSource = Pick<Spool, 'oldest' | 'seal' | 'remove'>;

export type DrainOptions = {
  /** The spool itself, or what a worker thread knows of it. */
  spool: DrainSource;
  /** Stores a batch. Rejects only when the store is away: then the same batch comes again. */
  store: (records: Buffer[]) => Promise<void>;
  /** Records per batch, default 1,000: the sweet spot of bulk inserts. */
  mostRecords?: number;
  /** Bytes read at once, default 2 MiB: what a batch may hold in memory, however far the drain is behind. */
  readBytes?: number;
  /** How long an idle drain waits before it looks again, default 50 ms. */
  idleMs?: number;
  onBatch?: (records: number, durationMs: number) => void;
  onDamage?: (segment: Segment, damagedBytes: number) => void;
  onRetry?: (error: unknown, waitMs: number) => void;
  random?: () => number;
};

export type Drain = {
  /** Ends after the batch under way. */
  stop(): Promise<void>;
  /** Resolves when everything that was durable at the call is stored, or when `withinMs` have passed. */
  empty(withinMs: number): Promise<boolean>;
};

const firstRetryMs = 100;
const longestRetryMs = 5_000;
/** A segment that has been drained and gets no more is closed after this many idle rounds, and its file let go. */
const idleRoundsBeforeSeal = 100;

export function startDrain(options: DrainOptions): Drain {
  const { spool, store, mostRecords = 1_000, idleMs = 50, random = Math.random } = options;
  const { readBytes = 2 * 1_048_576 } = options;
  const stopping = new AbortController();
  let offset = 0;
  let sequence = -1;
  let damagedBytes = 0;
  let idleRounds = 0;
  // Used again for each read: its records are stored before the next one.
  let buffer = Buffer.allocUnsafeSlow(readBytes);

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const segment = spool.oldest();
      try {
        const hasMoved = segment ? await step(segment) : false;
        if (hasMoved) idleRounds = 0;
        else await rest(segment);
      } catch (error) {
        if (stopping.signal.aborted) return;
        // The disk, then: read this segment again from its beginning.
        sequence = -1;
        options.onRetry?.(error, longestRetryMs);
        await sleep(longestRetryMs, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  };

  /** One batch. @returns False when there was nothing to do. */
  const step = async (segment: Segment): Promise<boolean> => {
    if (segment.sequence !== sequence) {
      sequence = segment.sequence;
      offset = 0;
      damagedBytes = 0;
    }
    const { isSealed, durableBytes } = segment;
    const from = offset;
    const length = Math.min(durableBytes - from, buffer.length);
    const stored = await storeAll(await readRange(segment.path, from, buffer.subarray(0, length)));

    if (from + length < durableBytes) {
      // A record, or damage, that is longer than the buffer.
      if (offset === from) buffer = Buffer.allocUnsafeSlow(buffer.length * 2);
      return true;
    }
    // Sealed was asked before the read: nothing can have been added behind it.
    if (isSealed) {
      const tornBytes = durableBytes - offset;
      if (damagedBytes + tornBytes > 0) options.onDamage?.(segment, damagedBytes + tornBytes);
      await spool.remove(segment, damagedBytes + tornBytes > 0);
      return true;
    }
    return stored > 0;
  };

  /** Batch after batch of what was read. @returns How many records were stored. */
  const storeAll = async (bytes: Buffer): Promise<number> => {
    let stored = 0;
    let rest = bytes;
    for (;;) {
      const scan = scanFrames(rest, mostRecords);
      damagedBytes += scan.damagedBytes;
      if (scan.payloads.length > 0) await storeUntilItWorks(scan.payloads);
      // Only now: `empty` must not call a batch stored that is still on its way.
      offset += scan.endOffset;
      if (scan.payloads.length === 0) return stored;
      stored += scan.payloads.length;
      rest = rest.subarray(scan.endOffset);
    }
  };

  const storeUntilItWorks = async (records: Buffer[]): Promise<void> => {
    for (let attempt = 0; ; attempt += 1) {
      const startMs = performance.now();
      try {
        await store(records);
        options.onBatch?.(records.length, performance.now() - startMs);
        return;
      } catch (error) {
        // Full jitter: two processes that lost the same database must not come back in step.
        const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** attempt) * (0.5 + random() / 2);
        options.onRetry?.(error, waitMs);
        await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => {});
        if (stopping.signal.aborted) throw error;
      }
    }
  };

  const rest = async (segment: Segment | undefined): Promise<void> => {
    idleRounds += 1;
    if (segment && !segment.isSealed && idleRounds >= idleRoundsBeforeSeal) await spool.seal();
    await sleep(idleMs, undefined, { signal: stopping.signal }).catch(() => {});
  };

  const running = loop();

  const isEmpty = (): boolean => {
    const segment = spool.oldest();
    return !segment || (!segment.isSealed && segment.sequence === sequence && offset >= segment.durableBytes);
  };

  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
    empty: async (withinMs) => {
      const endMs = performance.now() + withinMs;
      while (!isEmpty() && performance.now() < endMs) await sleep(10);
      return isEmpty();
    },
  };
}

/** Fills `into` from the file. @returns What was read: less only where the file ends. */
async function readRange(path: string, from: number, into: Buffer): Promise<Buffer> {
  if (into.length === 0) return into;
  const file = await open(path, 'r');
  try {
    const { bytesRead } = await file.read(into, 0, into.length, from);
    return into.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
