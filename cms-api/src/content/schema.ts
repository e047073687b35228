/** Entries as the API tells them, whatever their type. What stands in `fields` follows from the type's definition. */
import { z } from 'zod';

const common = {
  id: z.uuid(),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  publishedAt: z.iso.datetime().nullable().describe('When it was first published.'),
};

/** @param fields Of one type, or of any. */
export function publishedEntry<Fields extends z.ZodType>(fields: Fields) {
  return z.object({ ...common, status: z.literal('published'), fields });
}

export function draftEntry<Fields extends z.ZodType>(fields: Fields) {
  return z.object({
    ...common,
    status: z.enum(['draft', 'changed', 'published']).describe('`changed`: published, with newer changes.'),
    publishAt: z.iso.datetime().nullable(),
    unpublishAt: z.iso.datetime().nullable(),
    createdBy: z.uuid().nullable(),
    fields,
  });
}

export const AnyFields = z.record(z.string(), z.unknown());
export const DraftEntry = draftEntry(AnyFields).meta({ id: 'DraftEntry' });

export const Entry = z.union([publishedEntry(AnyFields).meta({ id: 'PublishedEntry' }), DraftEntry]);

export const EntryList = z.object({
  entries: z.array(Entry),
  next: z.string().nullable().describe('Cursor of the next page; null on the last.'),
  total: z.int().optional(),
});

export const Schedule = z.strictObject({
  publishAt: z.iso.datetime({ offset: true }).nullable().optional(),
  unpublishAt: z.iso.datetime({ offset: true }).nullable().optional(),
});
