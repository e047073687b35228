/** The writing side: what may be done to an entry. */
import { v7 } from 'uuid';
import { type Actor, recording } from '../audit/record.ts';
import { isLong, longNames, slugField } from '../content-types/definition.ts';
import type { Fields } from '../content-types/entry-schema.ts';
import type { KnownType } from '../content-types/types.ts';
import { type Db, join, nothing, raw, row, sql } from '../db/sql.ts';
import { refuseMissingTargets, refuseWhileReferred } from './targets.ts';
import {
  type Condition,
  keeping,
  type Outcome,
  type Written,
  withSlug,
  writeEntry,
  writtenColumns,
} from './write-entry.ts';

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

/** What a translator says of a field: the md5 of the text they translated, and whether it was read through. */
export type Mark = { source?: string; reviewed?: boolean };

/** Localized fields in a locale that is not the first. @param marks By field; else it is a draft of the source as it is now. */
export async function translateEntry(
  db: Db,
  type: KnownType,
  id: string,
  locale: string,
  fields: Fields,
  condition: Condition,
  actor: Actor,
  marks: Record<string, Mark> = {},
): Promise<Outcome> {
  await refuseMissingTargets(db, type, fields);
  const [given, told] = [JSON.stringify(fields), JSON.stringify(marks)];
  return await writeEntry(db, type, id, condition, actor, {
    change: `update ${locale}`,
    set: raw('has_changes = true'),
    beside: sql`
      insert into cms.translations as t (type_id, entry_id, locale, draft, states)
      select type_id, id, ${locale}, jsonb_strip_nulls(${given}::jsonb), (
        select coalesce(jsonb_object_agg(key, jsonb_build_object(
          'source', coalesce(${told}::jsonb -> key ->> 'source', md5((made.draft || made.draft_long) ->> key)),
          'reviewed', coalesce((${told}::jsonb -> key ->> 'reviewed')::boolean, false))), '{}')
        from jsonb_each(${given}::jsonb))
      from made
      on conflict (entry_id, locale) do update
      set draft = jsonb_strip_nulls(t.draft || ${given}::jsonb), states = t.states || excluded.states
      returning locale, draft`,
    isTranslation: true,
  });
}

/** @param names Fields that were read through as they are; only those that have a translation. */
export function reviewTranslation(
  db: Db,
  type: KnownType,
  id: string,
  locale: string,
  names: readonly string[],
  condition: Condition,
  actor: Actor,
): Promise<Outcome> {
  return writeEntry(db, type, id, condition, actor, {
    change: `review ${locale}`,
    set: raw('has_changes = e.has_changes'),
    beside: sql`
      update cms.translations t
      set states = t.states || (
        select coalesce(jsonb_object_agg(name, jsonb_build_object(
          'source', md5((made.draft || made.draft_long) ->> name), 'reviewed', true)), '{}')
        from unnest(${names}::text[]) as name
        where t.draft ? name)
      from made
      where t.entry_id = made.id and t.locale = ${locale}
      returning t.locale`,
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
      on conflict (entry_id, locale) do update set draft = excluded.draft, states = '{}'
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
