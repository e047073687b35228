/** What the main thread and the jobs' worker thread tell each other. */
import type { Config } from '../config.ts';

export type JobSettings = { databaseUrl: string; retention: Config['retention'] };

export type FromJobs =
  | { type: 'failed'; job: string; reason: string }
  | { type: 'unmeasured'; reason: string };
