/** The schema of a type's entries, built from its definition. One object is read by the validation and by OpenAPI. */
import { z } from 'zod';
import type { ContentType, Field } from './definition.ts';
import { isLocalized } from './definition.ts';
import { RichText } from './rich-text.ts';
import { isCleanText, Slug, Text } from './text.ts';

export type Fields = Record<string, unknown>;

export type EntrySchemas = {
  /** Of a new entry: required fields must be there. */
  create: z.ZodType<Fields>;
  /** Of a change: any of the fields; null empties what is not required. */
  change: z.ZodType<Fields>;
  /** Of a change in a locale that is not the first. */
  translate: z.ZodType<Fields>;
};

export function buildEntrySchemas(type: ContentType): EntrySchemas {
  const shape = (fields: Field[], optional: (field: Field) => boolean) =>
    z.strictObject(
      Object.fromEntries(
        fields.map((field) => {
          const value = field.required ? schemaOf(field) : schemaOf(field).nullable();
          return [field.name, optional(field) ? value.optional() : value];
        }),
      ),
    );
  return {
    create: shape(type.fields, ({ required }) => !required),
    change: shape(type.fields, () => true),
    translate: shape(type.fields.filter(isLocalized), () => true),
  };
}

export function schemaOf(field: Field): z.ZodType {
  switch (field.kind) {
    case 'text':
      return Text.min(field.minLength ?? 0).max(field.maxLength);
    case 'number': {
      const number = field.integer ? z.int() : z.number();
      return number.min(field.min ?? Number.MIN_SAFE_INTEGER).max(field.max ?? Number.MAX_SAFE_INTEGER);
    }
    case 'boolean':
      return z.boolean();
    case 'date':
      return z.union([z.iso.date(), z.iso.datetime({ offset: true })]);
    case 'enum':
      return z.enum(field.values);
    case 'slug':
      return Slug;
    case 'richText':
      return RichText;
    case 'json':
      return Json;
    case 'media':
    case 'relation':
      return field.many ? z.array(z.uuid()).max(100).refine(isEachOnce, 'names one of them twice') : z.uuid();
  }
}

/** How deep it may be is the door's to say (http/json-body.ts). */
const Json = z.unknown().refine((value) => value !== undefined && isCleanJson(value), {
  message: 'must be JSON without NUL and without half characters',
});

function isCleanJson(value: unknown): boolean {
  let isClean = true;
  JSON.stringify(value, (key, part) => {
    if (!isCleanText(key) || (typeof part === 'string' && !isCleanText(part))) isClean = false;
    return part;
  });
  return isClean;
}

function isEachOnce(ids: string[]): boolean {
  return new Set(ids).size === ids.length;
}
