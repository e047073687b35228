/** Relations and files are what is there: asked when they are written, and when what they point to is deleted. */
import { type Field, isLocalized } from '../content-types/definition.ts';
import type { Fields } from '../content-types/entry-schema.ts';
import { mediaIn, type RichText } from '../content-types/rich-text.ts';
import type { KnownType } from '../content-types/types.ts';
import { type Db, join, nothing, raw, row, rows, type Sql, sql } from '../db/sql.ts';
import { Refusal } from '../http/problem.ts';

/** @throws Refusal that names the field. */
export async function refuseMissingTargets(db: Db, type: KnownType, ...all: Fields[]): Promise<void> {
  const asked = type.fields.flatMap((field) => {
    const ids = all.flatMap((fields) => idsIn(field, fields[field.name]));
    return ids.length === 0 ? [] : [{ field, ids: [...new Set(ids)] }];
  });
  if (asked.length === 0) return;
  const missing = await rows<{ field: string; id: string }>(
    db,
    join(
      asked.map(
        ({ field, ids }) => sql`
          select ${field.name}::text as field, given.id::text as id
          from unnest(${ids}::uuid[]) as given (id)
          where not exists (select from ${raw(field.kind === 'relation' ? `"${field.to}"` : 'cms.media')} t where t.id = given.id)`,
      ),
      ' union all ',
    ),
  );
  const [first] = missing;
  if (first) throw new Refusal('invalid_body', `${first.id} is not there.`, first.field);
}

/** What a value of the field points to. It went through the field's schema: the kind says what it is. */
function idsIn(field: Field, value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (field.kind === 'relation' || field.kind === 'media') return [value as string | string[]].flat();
  return field.kind === 'richText' ? mediaIn(value as RichText) : [];
}

/** @throws Refusal that names who points to it. */
export async function refuseWhileReferred(
  db: Db,
  { name }: KnownType,
  id: string,
  others: Iterable<KnownType>,
): Promise<void> {
  await refuseWhilePointedTo(db, id, others, (field) => field.kind === 'relation' && field.to === name);
}

/** Of a file. @throws Refusal that names which entries hold it. */
export async function refuseWhileHeld(db: Db, id: string, types: Iterable<KnownType>): Promise<void> {
  const all = [...types];
  await refuseWhilePointedTo(db, id, all, ({ kind }) => kind === 'media');
  // Long texts stand apart, without an index: they are looked through only when nothing else holds the file.
  await refuseFirst(
    db,
    all.flatMap((type) =>
      type.fields.filter(({ kind }) => kind === 'richText').map((field) => showing(type, field, id)),
    ),
  );
}

/** Finds rich text that shows the file, in the first locale and in translations. */
function showing(type: KnownType, field: Field, mediaId: string): Sql {
  const shown = JSON.stringify({ [field.name]: [{ type: 'image', media: mediaId }] });
  const translated = sql`
    or exists (
      select from cms.translations t
      where t.type_id = ${type.id} and (t.draft @> ${shown}::jsonb or t.published @> ${shown}::jsonb))`;
  return sql`(
    select ${`${type.name}.${field.name}`}::text as by
    where exists (
      select from ${raw(type.table)} e
      where e.draft_long @> ${shown}::jsonb or e.published_long @> ${shown}::jsonb)
    ${isLocalized(field) ? translated : nothing})`;
}

async function refuseWhilePointedTo(
  db: Db,
  id: string,
  types: Iterable<KnownType>,
  points: (field: Field) => boolean,
): Promise<void> {
  const asked = [...types].flatMap((type) =>
    type.fields.flatMap((field) => {
      if (!('many' in field) || !points(field)) return [];
      const held = JSON.stringify({ [field.name]: field.many ? [id] : id });
      return sql`(
        select ${`${type.name}.${field.name}`}::text as by
        from ${raw(type.table)} e
        where (e.published @> ${held}::jsonb or e.draft @> ${held}::jsonb) and e.id <> ${id}::uuid
        limit 1)`;
    }),
  );
  await refuseFirst(db, asked);
}

async function refuseFirst(db: Db, asked: Sql[]): Promise<void> {
  if (asked.length === 0) return;
  const referring = await row<{ by: string }>(db, join(asked, ' union all '));
  if (referring) throw new Refusal('conflict', `Entries point to it as ${referring.by}.`);
}
