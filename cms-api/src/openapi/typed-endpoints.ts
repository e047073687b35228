/**
 * The general endpoints of entries once more for each content type, with its own schemas: for the document and for the
 * client that is generated from it. The general ones answer.
 */
import { z } from 'zod';
import { listParameters, readParameters } from '../content/list-query.ts';
import { draftEntry, publishedEntry } from '../content/schema.ts';
import type { Field } from '../content-types/definition.ts';
import { schemaOf } from '../content-types/entry-schema.ts';
import { Text } from '../content-types/text.ts';
import type { KnownType } from '../content-types/types.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { MediaCard } from '../media/schema.ts';

export function typedEndpoints(types: readonly KnownType[]): Endpoint[] {
  const entryOf = entrySchemas(types);
  return types.flatMap((type) => endpointsOf(type, entryOf));
}

type Entries = (name: string) => { published: z.ZodType; draft: z.ZodType; either: z.ZodType };

function entrySchemas(types: readonly KnownType[]): Entries {
  const known = new Map<string, ReturnType<Entries>>();
  const entryOf: Entries = (name) => {
    const made = known.get(name);
    if (!made) throw new Error(`No content type is named ${name}.`);
    return made;
  };
  for (const { name, fields } of types) {
    const title = pascal(name);
    const shape = Object.fromEntries(
      fields.map((field) => [field.name, outputOf(field, entryOf).nullable().optional()]),
    );
    const Fields = z.object(shape).meta({
      id: `${title}Fields`,
      description:
        'Long texts and JSON are left out of lists unless `fields` names them; `fields` leaves others out.',
    });
    const published = publishedEntry(Fields).meta({ id: `${title}Entry` });
    const draft = draftEntry(Fields).meta({ id: `${title}Draft` });
    known.set(name, { published, draft, either: z.union([published, draft]) });
  }
  return entryOf;
}

/** A relation or a file is an id, or with `include` the entry itself, or what is told of the file. */
function outputOf(field: Field, entryOf: Entries): z.ZodType {
  if (field.kind === 'media') {
    const one = z.union([z.uuid(), MediaCard]);
    return field.many ? z.array(one) : one;
  }
  if (field.kind !== 'relation') return schemaOf(field);
  const one = z.union([z.uuid(), z.lazy(() => entryOf(field.to).either)]);
  return field.many ? z.array(one) : one;
}

function endpointsOf({ name, schemas }: KnownType, entryOf: Entries): Endpoint[] {
  const { draft, either } = entryOf(name);
  const title = pascal(name);
  const path = `/content/${name}`;
  const shared = { tag: name, handle: () => Promise.reject(new Error('The general endpoint answers this.')) };
  const named = z.object({ id: Text.min(1).max(120).describe('Id or slug.') });
  const Input = z.strictObject({ fields: schemas.create }).meta({ id: `${title}Input` });
  const Change = z.strictObject({ fields: schemas.change }).meta({ id: `${title}Change` });
  const List = z
    .object({ entries: z.array(either), next: z.string().nullable(), total: z.int().optional() })
    .meta({ id: `${title}List` });

  return [
    endpoint({
      ...shared,
      method: 'get',
      path,
      access: 'public',
      summary: `List ${name}`,
      queryParameters: listParameters,
      answers: { 200: List },
      isConditional: true,
    }),
    endpoint({
      ...shared,
      method: 'post',
      path,
      access: 'content.create',
      summary: `Create one of ${name}, as a draft`,
      body: Input,
      answers: { 201: draft },
    }),
    endpoint({
      ...shared,
      method: 'get',
      path: `${path}/{id}`,
      access: 'public',
      summary: `Read one of ${name}`,
      params: named,
      queryParameters: readParameters,
      answers: { 200: either },
      isConditional: true,
    }),
    endpoint({
      ...shared,
      method: 'patch',
      path: `${path}/{id}`,
      access: 'content.update',
      summary: `Change one of ${name}`,
      params: named,
      body: Change,
      answers: { 200: draft },
      isGuarded: true,
    }),
  ];
}

export function pascal(name: string): string {
  return name
    .split('_')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
}
