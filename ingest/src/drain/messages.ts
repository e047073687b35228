/** What the main thread, which owns the spool, and the drain's worker thread tell each other. */
import type { Config } from '../config.ts';
import type { Segment } from '../spool/spool.ts';
import type { Stop } from '../thread.ts';

export type ToWorker =
  /** The oldest segments, after each change. */
  | { type: 'segments'; segments: Segment[] }
  /** Store what there is, answer `emptied`, and go on. */
  | { type: 'empty'; withinMs: number }
  | Stop;

export type FromWorker =
  | { type: 'remove'; sequence: number; isDamaged: boolean }
  | { type: 'seal' }
  | { type: 'batch'; records: number; durationMs: number; lagMs: number }
  | { type: 'dead-letter'; reason: string }
  | { type: 'damage'; path: string; bytes: number }
  | { type: 'retry'; reason: string; waitMs: number }
  | { type: 'emptied'; isEmpty: boolean };

export type WorkerSettings = {
  databaseUrl: string;
  retention: Config['retention'];
  crashAfterInserts: number | undefined;
};

/** How many of the oldest segments the worker is told of: one to read, one to go on with. */
export const segmentsTold = 2;
