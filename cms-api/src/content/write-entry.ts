/**
 * A change to an entry in one statement: the entry, its version, the revision of its type, the line in the audit log.
 * The entry's row is locked first and the type's row last, so that writers of one type never wait in a circle.
 */
import { type Actor, recording } from '../audit/record.ts';
import { announcing } from '../cache/changes.ts';
import type { KnownType } from '../content-types/types.ts';
import { type Db, nothing, raw, row, type Sql, sql, sqlState } from '../db/sql.ts';
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
const answered: Reading = {
  side: 'draft',
  locales: [],
  fields: undefined,
  includes: [],
  media: [],
  ownerId: undefined,
};

export type Change = {
  /** As versions and the audit log name it. */
  change: string;
  /** Of an update; undefined deletes. */
  set: Sql | undefined;
  /** A statement beside it, on what `made` holds. */
  beside?: Sql;
  /** Whether `beside` returns the locale and draft that it wrote. */
  isTranslation?: boolean;
};

export async function writeEntry(
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

/** Common table expressions: the version, and the new revision of the type. */
export function keeping(type: KnownType, change: string, by: string | null, isTranslation = false): Sql {
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

export function writtenColumns(type: KnownType): Sql {
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
