/** How a content type is described: its fields and what each of them may hold. */
import { z } from 'zod';

/** A name in addresses, JSON and SQL: 41 letters leave room for what PostgreSQL appends to names of indexes. */
export const TypeName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,40}$/, 'must begin with a lower-case letter; letters, digits and _ may follow');

const FieldName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,40}$/, 'must begin with a lower-case letter; letters and digits may follow');

const common = {
  name: FieldName,
  /** Entries without it are refused. */
  required: z.boolean().default(false),
  /** What editors read beside the field. */
  description: z.string().max(500).optional(),
};
const localized = z.boolean().default(false).describe('May have a value of its own in each locale.');
const length = z.number().int().min(0).max(100_000);

const Field = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('text'),
    localized,
    minLength: length.optional(),
    maxLength: length.default(1_000),
  }),
  z.strictObject({ ...common, kind: z.literal('richText'), localized }),
  z.strictObject({
    ...common,
    kind: z.literal('number'),
    integer: z.boolean().default(false),
    min: z.number().optional(),
    max: z.number().optional(),
  }),
  z.strictObject({ ...common, kind: z.literal('boolean') }),
  z.strictObject({ ...common, kind: z.literal('date') }),
  z.strictObject({ ...common, kind: z.literal('json') }),
  z.strictObject({
    ...common,
    kind: z.literal('enum'),
    values: z.array(z.string().min(1).max(100)).min(1).max(100),
  }),
  z.strictObject({ ...common, kind: z.literal('slug') }),
  z.strictObject({ ...common, kind: z.literal('media'), many: z.boolean().default(false) }),
  z.strictObject({
    ...common,
    kind: z.literal('relation'),
    to: TypeName,
    many: z.boolean().default(false),
  }),
]);
export type Field = z.infer<typeof Field>;
export type MediaField = Extract<Field, { kind: 'media' }>;
export type RelationField = Extract<Field, { kind: 'relation' }>;

/** Names that every entry has of its own. */
const ownNames = ['id', 'status', 'version', 'createdAt', 'updatedAt', 'publishedAt'];

export const Definition = z
  .strictObject({
    name: TypeName,
    title: z.string().min(1).max(100),
    fields: z.array(Field).min(1).max(60),
  })
  .superRefine(({ fields }, context) => {
    const seen = new Set(ownNames);
    for (const [index, { name }] of fields.entries()) {
      if (seen.has(name)) {
        context.addIssue({
          code: 'custom',
          path: ['fields', index, 'name'],
          message: `is taken: "${name}" stands here already, or every entry has it.`,
        });
      }
      seen.add(name);
    }
    if (fields.filter(({ kind }) => kind === 'slug').length > 1) {
      context.addIssue({ code: 'custom', path: ['fields'], message: 'may hold one slug at most.' });
    }
  })
  .meta({ id: 'ContentType' });
export type Definition = z.infer<typeof Definition>;

/** A content type as the rest of the code sees it. */
export type ContentType = Definition & {
  id: number;
  /** The name as SQL wants it. */
  table: string;
  /** Of the definition. */
  version: number;
};

/** Kept apart from the short values: these are read with an entry, not with lists, and are neither filtered nor sorted. */
export function isLong({ kind }: Field): boolean {
  return kind === 'richText' || kind === 'json';
}

export function isLocalized(field: Field): boolean {
  return 'localized' in field && field.localized;
}

export function slugField(type: ContentType): Field | undefined {
  return type.fields.find(({ kind }) => kind === 'slug');
}

export function longNames(type: ContentType): string[] {
  return type.fields.filter(isLong).map(({ name }) => name);
}
