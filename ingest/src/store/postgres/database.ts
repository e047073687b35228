/** What every part of this adapter works with: the pool, and what it remembers of the database. */
import type pg from 'pg';
import type { Partitions } from './partitions.ts';
import type { SiteNumbers } from './site-numbers.ts';
import type { Words } from './words.ts';

/** Days that each kind of row is kept. */
export type Retention = { views: number; details: number; rollups: number; reports: number };

export const defaultRetention: Retention = { views: 30, details: 7, rollups: 400, reports: 14 };

export type Database = {
  pool: pg.Pool;
  sites: SiteNumbers;
  words: Words;
  partitions: Partitions;
  retention: Retention;
  nowMs: () => number;
  /** Views dated from `fromMs` up to `toMs` are stored; what is older has lost its neighbours, what is newer is no date. */
  storedSpan(): { fromMs: number; toMs: number };
  /** Views that began before this have no body any more. */
  detailsFromMs(): number;
  /** Reports before this are gone, their rollups sealed. */
  reportsFromMs(): number;
  /** Rollups by the hour before this are gone; days are the finest that is left. */
  hoursFromMs(): number;
};

const dayMs = 86_400_000;

/** The last moments that retention leaves, by whole days. */
export function createSpans(
  retention: Retention,
  nowMs: () => number,
): Pick<Database, 'storedSpan' | 'detailsFromMs' | 'reportsFromMs' | 'hoursFromMs'> {
  const today = (): number => Math.floor(nowMs() / dayMs) * dayMs;
  return {
    storedSpan: () => ({ fromMs: today() - retention.views * dayMs, toMs: today() + 2 * dayMs }),
    detailsFromMs: () => today() - retention.details * dayMs,
    reportsFromMs: () => today() - retention.reports * dayMs,
    // A few days longer than the views: trends by the hour end where the views end.
    hoursFromMs: () => today() - (retention.views + 5) * dayMs,
  };
}
