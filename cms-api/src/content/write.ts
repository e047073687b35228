/**
 * Changes to entries, each in one statement: the entry, its version, the revision of its type, the line in the audit log.
 * The entry's row is locked first and the type's row last, so that writers of one type never wait in a circle.
 */
import { v7 } from 'uuid';
import { type Actor, recording } from '../audit/record.ts';
import { announcing } from '../cache/changes.ts';
import { isLong, longNames, slugField } from '../content-types/definition.ts';
import type { Fields } from '../content-types/entry-schema.ts';
import type { KnownType } from '../content-types/types.ts';
import { type Db, join, nothing, raw, row, rows, type Sql, sql, sqlState } from '../db/sql.ts';
import { Refusal } from '../http/problem.ts';
import { fieldsOf, headOf } from './entry-sql.ts';
import type { Reading } from './reading.ts';

export type Written = { id: string; version: number; json: string };

/** Of a write to something that is there: what came of it. */
export type Outcome =
  | { ok: true; entry: Written }
  | { ok: false; because: 'not_found' | 'not_yours' }
  | { ok: false; because: 'changed'; version: number };

export type Condition = {
  /** If-Match; undefined: whatever is there. */
  version: number | undefined;
  /** Whose entries may be touched; undefined: everybody's. */
  ownerId: string | undefined;
};

/** How writes answer: the draft, whole, with ids where relations are. */
const answered: Reading = { side: 'draft', locales: [], fields: undefined, includes: [], ownerId: undefined };

export function splitFields(type: KnownType, fields: Fields): { short: string; long: string } {
  const parts = { short: {} as Fields, long: {} as Fields };
  for (const field of type.fields) {
    if (!(field.name in fields)) continue;
    (isLong(field) ? parts.long : parts.short)[field.name] = fields[field.name];
  }
  return { short: JSON.stringify(parts.short), long: JSON.stringify(parts.long) };
}

export function slugOf(type: KnownType, fields: Fields): string | null | undefined {
  const field = slugField(type);
  // The schema lets nothing but a slug or null through.
  return field && (fields[field.name] as string | null | undefined);
}

export async function createEntry(db: Db, type: KnownType, fields: Fields, actor: Actor): Promise<Written> {
  await refuseMissingTargets(db, type, fields);
  const { short, long } = splitFields(type, fields);
  const by = actor.principal?.userId ?? null;
  const made = await withSlug(
    row<Written>(
      db,
      sql`
        with made as (
          insert into ${raw(type.table)} (type_id, id, slug, draft, draft_long, created_by)
          values (${type.id}, ${v7()}, ${slugOf(type, fields) ?? null}, ${short}, ${long}, ${by}::uuid)
          returning *
        ), ${keeping(type, 'create', by)},
        recorded as (
          ${recording(actor, 'entry.create', type.name, sql`select id::text as subject_id, null::jsonb as before, draft || draft_long as after from made`)}
        )
        select ${writtenColumns(type)} from made e`,
    ),
  );
  if (!made) throw new Error('PostgreSQL returned no row for an inserted entry.');
  return made;
}

/** Only the fields that are given change. */
export async function changeEntry(
  db: Db,
  type: KnownType,
  id: string,
  fields: Fields,
  condition: Condition,
  actor: Actor,
): Promise<Outcome> {
  await refuseMissingTargets(db, type, fields);
  const { short, long } = splitFields(type, fields);
  const slug = slugOf(type, fields);
  return await writeEntry(db, type, id, condition, actor, {
    change: 'update',
    set: sql`draft = e.draft || ${short}::jsonb, draft_long = e.draft_long || ${long}::jsonb, has_changes = true
      ${slug === undefined ? nothing : sql`, slug = ${slug}`}`,
  });
}

/** Localized fields in a locale that is not the first. */
export async function translateEntry(
  db: Db,
  type: KnownType,
  id: string,
  locale: string,
  fields: Fields,
  condition: Condition,
  actor: Actor,
): Promise<Outcome> {
  return await writeEntry(db, type, id, condition, actor, {
    change: `update ${locale}`,
    set: raw('has_changes = true'),
    beside: sql`
      insert into cms.translations as t (type_id, entry_id, locale, draft)
      select type_id, id, ${locale}, jsonb_strip_nulls(${JSON.stringify(fields)}::jsonb) from made
      on conflict (entry_id, locale) do update
      set draft = jsonb_strip_nulls(t.draft || ${JSON.stringify(fields)}::jsonb)
      returning locale, draft`,
    isTranslation: true,
  });
}

export function publishEntry(
  db: Db,
  type: KnownType,
  id: string,
  condition: Condition,
  actor: Actor,
): Promise<Outcome> {
  return writeEntry(db, type, id, condition, actor, {
    change: 'publish',
    set: raw(`published = e.draft, published_long = e.draft_long, published_slug = e.slug, has_changes = false,
      published_at = coalesce(e.published_at, date_trunc('milliseconds', now())), publish_at = null`),
    beside: sql`
      update cms.translations t
      set published = t.draft
      from made
      where t.entry_id = made.id
      returning t.locale`,
  });
}

export function unpublishEntry(
  db: Db,
  type: KnownType,
  id: string,
  condition: Condition,
  actor: Actor,
): Promise<Outcome> {
  return writeEntry(db, type, id, condition, actor, {
    change: 'unpublish',
    set: raw(
      `published = null, published_long = null, published_slug = null, has_changes = true, unpublish_at = null`,
    ),
    beside: sql`
      update cms.translations t
      set published = null
      from made
      where t.entry_id = made.id
      returning t.locale`,
  });
}

export function scheduleEntry(
  db: Db,
  type: KnownType,
  id: string,
  { publishAt, unpublishAt }: { publishAt?: string | null; unpublishAt?: string | null },
  condition: Condition,
  actor: Actor,
): Promise<Outcome> {
  const sets = [
    ...(publishAt === undefined ? [] : [sql`publish_at = ${publishAt}::timestamptz`]),
    ...(unpublishAt === undefined ? [] : [sql`unpublish_at = ${unpublishAt}::timestamptz`]),
  ];
  return writeEntry(db, type, id, condition, actor, {
    change: 'schedule',
    set: sets.length === 0 ? raw('publish_at = e.publish_at') : join(sets, ', '),
  });
}

export async function restoreEntry(
  db: Db,
  type: KnownType,
  id: string,
  version: number,
  condition: Condition,
  actor: Actor,
): Promise<Outcome> {
  const long = longNames(type);
  const names = type.fields.map(({ name }) => name);
  const slug = slugField(type)?.name ?? null;
  // Fields that the type had then and has no more stay gone.
  const then = sql`(
    select coalesce(jsonb_object_agg(key, value), '{}')
    from cms.versions v, jsonb_each(v.fields)
    where v.entry_id = e.id and v.version = ${version} and key = any(${names}::text[]))`;
  return await writeEntry(db, type, id, condition, actor, {
    change: `restore ${version}`,
    set: sql`draft = ${then} - ${long}::text[],
      draft_long = (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(${then}) where key = any(${long}::text[])),
      slug = ${then} ->> ${slug}::text, has_changes = true`,
    beside: sql`
      insert into cms.translations (type_id, entry_id, locale, draft)
      select made.type_id, made.id, key, value
      from made
      join cms.versions v on v.entry_id = made.id and v.version = ${version}, jsonb_each(v.translations)
      on conflict (entry_id, locale) do update set draft = excluded.draft
      returning locale, draft`,
    isTranslation: true,
  });
}

/** @throws Refusal while other entries point to it. */
export async function deleteEntry(
  db: Db,
  type: KnownType,
  id: string,
  condition: Condition,
  actor: Actor,
  others: Iterable<KnownType>,
): Promise<Outcome> {
  await refuseWhileReferred(db, type, id, others);
  return await writeEntry(db, type, id, condition, actor, { change: 'delete', set: undefined });
}

type Change = {
  /** As versions and the audit log name it. */
  change: string;
  /** Of an update; undefined deletes. */
  set: Sql | undefined;
  /** A statement beside it, on what `made` holds. */
  beside?: Sql;
  /** Whether `beside` returns the locale and draft that it wrote. */
  isTranslation?: boolean;
};

async function writeEntry(
  db: Db,
  type: KnownType,
  id: string,
  { version, ownerId }: Condition,
  actor: Actor,
  { change, set, beside, isTranslation }: Change,
): Promise<Outcome> {
  const by = actor.principal?.userId ?? null;
  const allowed = sql`(${version ?? null}::integer is null or locked.version = ${version ?? null}::integer)
    and (${ownerId ?? null}::uuid is null or locked.created_by = ${ownerId ?? null}::uuid)`;
  const write = set
    ? sql`
        update ${raw(type.table)} e
        set version = e.version + 1, updated_at = now(), ${set}
        from locked
        where e.type_id = locked.type_id and e.id = locked.id and ${allowed}
        returning e.*`
    : sql`
        delete from ${raw(type.table)} e
        using locked
        where e.type_id = locked.type_id and e.id = locked.id and ${allowed}
        returning e.*`;
  const after = set ? raw('made.draft || made.draft_long') : raw('null::jsonb');

  const found = await withSlug(
    row<Written & { written: boolean; found_version: number; is_yours: boolean }>(
      db,
      sql`
        with locked as (
          select * from ${raw(type.table)} where id = ${id}::uuid for update
        ), made as (${write}
        ), ${beside ? sql`beside as (${beside}), ` : nothing}
        ${set ? keeping(type, change, by, isTranslation) : touching(type)},
        recorded as (
          ${recording(actor, `entry.${change}`, type.name, sql`select made.id::text as subject_id, locked.draft || locked.draft_long as before, ${after} as after from made, locked`)}
        )
        select locked.version as found_version, e.id is not null as written,
          ${ownerId ?? null}::uuid is null or locked.created_by is not distinct from ${ownerId ?? null}::uuid as is_yours,
          ${writtenColumns(type)}
        from locked
        left join made e on true`,
    ),
  );
  if (!found) return { ok: false, because: 'not_found' };
  if (found.written) return { ok: true, entry: found };
  if (!found.is_yours) return { ok: false, because: 'not_yours' };
  return { ok: false, because: 'changed', version: found.found_version };
}

/** The version, and the new revision of the type. */
function keeping(type: KnownType, change: string, by: string | null, isTranslation = false): Sql {
  const fresh = isTranslation
    ? sql` || coalesce((select jsonb_object_agg(locale, draft) from beside), '{}')`
    : nothing;
  const before = sql`coalesce((select jsonb_object_agg(locale, draft) from cms.translations where entry_id = made.id), '{}')`;
  return sql`
    kept as (
      insert into cms.versions (type_id, entry_id, version, change, fields, translations, by_user)
      select type_id, id, version, ${change}, draft || draft_long, ${before}${fresh}, ${by}::uuid
      from made
    ), ${touching(type)}`;
}

function touching({ id }: KnownType): Sql {
  return sql`
    touched as (
      update cms.content_types
      set revision = revision + 1
      where id = ${id} and exists (select from made)
    )`;
}

function writtenColumns(type: KnownType): Sql {
  return sql`e.id, e.version, ${headOf('draft', 'e')} || ${fieldsOf(type, answered, 'e', true)}::text || '}' as json,
    ${announcing([`type:${type.name}`])}`;
}

/** @throws Refusal when the slug is another entry's. */
export async function withSlug<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (sqlState(error) !== '23505') throw error;
    throw new Refusal('conflict', 'Another entry has this slug.', 'slug');
  }
}

/** Relations point to what is there. @throws Refusal that names the field. */
export async function refuseMissingTargets(db: Db, type: KnownType, ...all: Fields[]): Promise<void> {
  const asked = type.fields.flatMap((field) => {
    if (field.kind !== 'relation') return [];
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
          where not exists (select from ${raw(`"${field.to}"`)} t where t.id = given.id)`,
      ),
      ' union all ',
    ),
  );
  const [first] = missing;
  if (first) throw new Refusal('invalid_body', `${first.id} is not there.`, first.field);
}

async function refuseWhileReferred(
  db: Db,
  { name }: KnownType,
  id: string,
  others: Iterable<KnownType>,
): Promise<void> {
  const asked = [...others].flatMap((other) =>
    other.fields.flatMap((field) => {
      if (field.kind !== 'relation' || field.to !== name) return [];
      const held = JSON.stringify({ [field.name]: field.many ? [id] : id });
      return sql`(
        select ${`${other.name}.${field.name}`}::text as by
        from ${raw(other.table)} e
        where (e.published @> ${held}::jsonb or e.draft @> ${held}::jsonb) and e.id <> ${id}::uuid
        limit 1)`;
    }),
  );
  if (asked.length === 0) return;
  const referring = await row<{ by: string }>(db, join(asked, ' union all '));
  if (referring) throw new Refusal('conflict', `Entries point to it as ${referring.by}.`);
}
