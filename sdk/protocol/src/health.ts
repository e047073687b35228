/** Data health: what arrives, what is refused and why, and how far the service is behind. */
import { z } from 'zod';

const Moment = z.iso.datetime();

/** What views of one browser tell: a vital that a browser cannot measure is missing for all of its views. */
export const BrowserHealth = z.object({
  browser: z.string(),
  views: z.number().int(),
  bots: z.number().int(),
  /** Share of its views, 0–1, that told each vital or what their server did. */
  told: z.object({
    lcp: z.number(),
    inp: z.number(),
    cls: z.number(),
    fcp: z.number(),
    ttfb: z.number(),
    fid: z.number(),
    server: z.number(),
  }),
  lastAt: Moment,
});
export type BrowserHealth = z.infer<typeof BrowserHealth>;

export const DataHealth = z.object({
  /** Of views of the range, bots included. */
  views: z.number().int(),
  bots: z.number().int(),
  /** Whether bots count in every answer of this site. */
  countsBots: z.boolean(),
  /** By how they were dated: `received` means that the sender's clock was not believed. */
  dated: z.object({
    sender: z.number().int(),
    corrected: z.number().int(),
    received: z.number().int(),
  }),
  browsers: z.array(BrowserHealth),
  /** Services that report, and when they did last. */
  services: z.array(z.object({ service: z.string(), lastAt: Moment })),
  refusals: z.array(z.object({ reason: z.string(), count: z.number().int(), lastHour: Moment })),
  /** Routes that today has, and the most it may have: what comes after them is `(other)`. */
  routes: z.object({ today: z.number().int(), most: z.number().int(), otherViews: z.number().int() }),
  /** Records that the database refused for what is in them, newest first. */
  deadLetters: z.object({
    count: z.number().int(),
    newest: z.array(z.object({ at: Moment, kind: z.string(), reason: z.string() })),
  }),
  /** Of the process that answers. */
  spool: z.object({
    bytes: z.number().int(),
    mostBytes: z.number().int(),
    /** How long the oldest record of the batch stored last had waited; null when none was stored since the start. */
    lagMs: z.number().int().nullable(),
    lastStoredAt: Moment.nullable(),
    /** Batches since the start that had to be tried again because the database was away. */
    retries: z.number().int(),
  }),
});
export type DataHealth = z.infer<typeof DataHealth>;
