/** What the live stream tells of a view when a revision of it was stored. */
import { z } from 'zod';
import { ViewRow } from './query.ts';
import { vitalNames } from './vitals.ts';

export const LiveView = z.object({
  id: z.string(),
  revision: z.number().int(),
  startedAt: z.iso.datetime(),
  route: z.string(),
  /** At most 300 characters of it. */
  url: z.string(),
  navigationType: z.string(),
  browser: z.string().optional(),
  device: z.string().optional(),
  country: z.string().optional(),
  isBot: z.boolean(),
  vitals: z.partialRecord(z.enum(vitalNames), z.number()),
  server: ViewRow.shape.server.pick({ requestMs: true, sqlMs: true, sqlCount: true }),
});
export type LiveView = z.infer<typeof LiveView>;
