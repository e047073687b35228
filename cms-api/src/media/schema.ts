/** A file as the API tells it. */
import { z } from 'zod';
import { Text } from '../content-types/text.ts';

const ratio = z.number().min(0).max(1);

export const Focal = z
  .strictObject({ x: ratio, y: ratio })
  .describe('What must stay in sight when the picture is cropped: 0–1 from the left and from the top.');

/** What stands in an entry in the place of a file's id. */
export const MediaCard = z
  .object({
    id: z.uuid(),
    name: z.string(),
    contentType: z.string(),
    bytes: z.int(),
    width: z.int().nullable().describe('Upright, in pixels; null for what is no picture.'),
    height: z.int().nullable(),
    alt: z.string(),
    credit: z.string(),
    focal: Focal.nullable(),
    blurHash: z.string().nullable(),
    src: z.string().describe('Path of this server. For pictures it takes `w` and `format`.'),
    srcset: z
      .string()
      .nullable()
      .describe('For an `<img>`; null for what no sizes are made of. The format follows `Accept`.'),
  })
  .meta({ id: 'MediaCard' });
export type MediaCard = z.infer<typeof MediaCard>;

export const Media = MediaCard.extend({
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).meta({ id: 'Media' });
export type Media = z.infer<typeof Media>;

/** A name, never a path. */
export const FileName = Text.min(1)
  .max(200)
  .refine(isPlainName, 'must be the name of a file, without a path and without control characters');

function isPlainName(name: string): boolean {
  return !/[/\\\p{Cc}]/u.test(name) && !/^\.+$/.test(name);
}

export const MediaChange = z.strictObject({
  name: FileName.optional(),
  alt: Text.max(1_000).optional(),
  credit: Text.max(300).optional(),
  focal: Focal.nullable().optional(),
});
export type MediaChange = z.infer<typeof MediaChange>;
