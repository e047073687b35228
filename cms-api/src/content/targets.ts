/** Relations and files are what is there: asked when they are written, and when what they point to is deleted. */
import type { Field } from '../content-types/definition.ts';
import type { Fields } from '../content-types/entry-schema.ts';
import type { KnownType } from '../content-types/types.ts';
import { type Db, join, raw, row, rows, sql } from '../db/sql.ts';
import { Refusal } from '../http/problem.ts';

/** @throws Refusal that names the field. */
export async function refuseMissingTargets(db: Db, type: KnownType, ...all: Fields[]): Promise<void> {
  const asked = type.fields.flatMap((field) => {
    if (field.kind !== 'relation' && field.kind !== 'media') return [];
    const ids = all.flatMap((fields) => fields[field.name] ?? []) as string[];
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
          where not exists (select from ${raw(field.kind === 'media' ? 'cms.media' : `"${field.to}"`)} t where t.id = given.id)`,
      ),
      ' union all ',
    ),
  );
  const [first] = missing;
  if (first) throw new Refusal('invalid_body', `${first.id} is not there.`, first.field);
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
  await refuseWhilePointedTo(db, id, types, ({ kind }) => kind === 'media');
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
  if (asked.length === 0) return;
  const referring = await row<{ by: string }>(db, join(asked, ' union all '));
  if (referring) throw new Refusal('conflict', `Entries point to it as ${referring.by}.`);
}
