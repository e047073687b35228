/** The lines of an export of everything: content types, files with their bytes, entries, translations. */
import { z } from 'zod';
import { AnyFields } from '../content/schema.ts';
import { Definition, TypeName } from '../content-types/definition.ts';
import { Slug, Text } from '../content-types/text.ts';
import { FileName, Focal } from '../media/schema.ts';

const time = z.iso.datetime().nullable();

export const MediaLine = z.object({
  kind: z.literal('media'),
  id: z.uuid(),
  name: FileName,
  contentType: z.string().max(100),
  alt: Text.max(1_000),
  credit: Text.max(300),
  focal: Focal.nullable(),
});
export type MediaLine = z.infer<typeof MediaLine>;

export const EntryLine = z.object({
  kind: z.literal('entry'),
  type: TypeName,
  id: z.uuid(),
  slug: Slug.nullable(),
  publishedSlug: Slug.nullable(),
  draft: AnyFields,
  published: AnyFields.nullable(),
  hasChanges: z.boolean(),
  publishedAt: time,
  publishAt: time,
  unpublishAt: time,
  createdAt: z.iso.datetime(),
});
export type EntryLine = z.infer<typeof EntryLine>;

export const TranslationOfEntry = z.object({
  kind: z.literal('translation'),
  type: TypeName,
  id: z.uuid(),
  locale: z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/),
  draft: AnyFields,
  published: AnyFields.nullable(),
  states: z.record(
    z.string().max(60),
    z.object({ source: z.string().max(64).nullable(), reviewed: z.boolean() }),
  ),
});
export type TranslationOfEntry = z.infer<typeof TranslationOfEntry>;

/** The bytes of a file follow its line, in as many of these as it takes. */
export const BytesLine = z.object({
  kind: z.literal('bytes'),
  id: z.uuid(),
  base64: z.string().max(1_000_000),
});

export const Line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('type'), definition: Definition }),
  MediaLine,
  BytesLine,
  EntryLine,
  TranslationOfEntry,
]);
export type Line = z.infer<typeof Line>;
