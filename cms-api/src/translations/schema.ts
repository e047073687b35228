/** How far entries are translated. */
import { z } from 'zod';
import { Text } from '../content-types/text.ts';

export const statuses = ['missing', 'draft', 'reviewed', 'stale'] as const;
export const Status = z
  .enum(statuses)
  .describe('`stale`: the source reads differently than when it was translated.')
  .meta({ id: 'TranslationStatus' });
export type Status = z.infer<typeof Status>;

export const TranslatedEntry = z
  .object({
    id: z.uuid(),
    slug: z.string().nullable(),
    version: z.int(),
    fields: z.record(z.string(), Status).describe('Localized fields that have something to translate.'),
  })
  .meta({ id: 'TranslatedEntry' });
export type TranslatedEntry = z.infer<typeof TranslatedEntry>;

/** A line of an export: one field of one entry. */
export const TranslationLine = z.object({
  type: z.string(),
  id: z.uuid(),
  slug: z.string().nullable(),
  locale: z.string(),
  field: z.string(),
  status: Status,
  sourceHash: z.string(),
  source: z.unknown(),
  target: z.unknown(),
});
export type TranslationLine = z.infer<typeof TranslationLine>;

/** Such a line on its way back; what is not needed may be left out. */
export const TranslatedLine = z.object({
  id: z.uuid(),
  locale: z.string().max(35),
  field: Text.max(60),
  target: z.unknown(),
  sourceHash: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  reviewed: z.boolean().optional(),
});
export type TranslatedLine = z.infer<typeof TranslatedLine>;
