/** Up to 1,000 entries at once: three statements and a line in the audit log for each. All of them or none. */
import { v7 } from 'uuid';
import { type Actor, recording } from '../audit/record.ts';
import { announcing } from '../cache/changes.ts';
import type { Fields } from '../content-types/entry-schema.ts';
import type { KnownType } from '../content-types/types.ts';
import { bulkInsert, jsonArray } from '../db/bulk.ts';
import { type Db, raw, row, rows, run, sql, transaction } from '../db/sql.ts';
import { refuseMissingTargets } from './targets.ts';
import { slugOf, splitFields } from './write.ts';
import { withSlug } from './write-entry.ts';

export type BulkChange = { id: string; version?: number; fields: Fields };

const entryColumns = {
  type_id: 'integer',
  id: 'uuid',
  slug: 'text',
  draft: 'jsonb',
  draft_long: 'jsonb',
  created_by: 'uuid',
};

/** @returns The new ids, in order. */
export async function createEntries(
  db: Db,
  type: KnownType,
  entries: Fields[],
  actor: Actor,
): Promise<string[]> {
  await refuseMissingTargets(db, type, ...entries);
  const by = actor.principal?.userId ?? null;
  const made = entries.map((fields) => ({ id: v7(), fields, ...splitFields(type, fields) }));
  const values = made.map(({ id, fields, short, long }) => [
    type.id,
    id,
    slugOf(type, fields) ?? null,
    short,
    long,
    by,
  ]);

  return await transaction(db, async (tx) => {
    await withSlug(bulkInsert(tx, raw(type.table), entryColumns, values));
    await keepVersions(
      tx,
      type,
      'create',
      made.map(({ id }) => id),
      actor,
    );
    return made.map(({ id }) => id);
  });
}

export type BulkOutcome = { ok: true; count: number } | { ok: false; id: string };

/** @returns Not ok: an entry that is not there, not theirs, or at another version by now; then nothing is changed. */
export async function changeEntries(
  db: Db,
  type: KnownType,
  changes: BulkChange[],
  ownerId: string | undefined,
  actor: Actor,
): Promise<BulkOutcome> {
  await refuseMissingTargets(db, type, ...changes.map(({ fields }) => fields));
  const split = changes.map(({ fields }) => splitFields(type, fields));

  return await transaction(db, async (tx) => {
    const written = await withSlug(
      rows<{ id: string }>(
        tx,
        sql`
          update ${raw(type.table)} e
          set draft = e.draft || given.short, draft_long = e.draft_long || given.long, has_changes = true,
            slug = case when given.has_slug then given.slug else e.slug end,
            version = e.version + 1, updated_at = now()
          from unnest(
            ${changes.map(({ id }) => id)}::uuid[], ${changes.map(({ version }) => version ?? null)}::integer[],
            ${jsonArray(split.map(({ short }) => short))}, ${jsonArray(split.map(({ long }) => long))},
            ${changes.map(({ fields }) => slugOf(type, fields) ?? null)}::text[],
            ${changes.map(({ fields }) => slugOf(type, fields) !== undefined)}::boolean[]
          ) as given (id, version, short, long, slug, has_slug)
          where e.id = given.id and (given.version is null or e.version = given.version)
            and (${ownerId ?? null}::uuid is null or e.created_by = ${ownerId ?? null}::uuid)
          returning e.id`,
      ),
    );
    const found = new Set(written.map(({ id }) => id));
    const missed = changes.find(({ id }) => !found.has(id));
    if (missed) throw new Missed(missed.id);
    await keepVersions(tx, type, 'update', [...found], actor);
    return { ok: true as const, count: found.size };
  }).catch((error: unknown) => {
    if (error instanceof Missed) return { ok: false as const, id: error.id };
    throw error;
  });
}

/** Rolls the transaction back. */
class Missed extends Error {
  readonly id: string;

  constructor(id: string) {
    super(`${id} was not changed`);
    this.id = id;
  }
}

/** A version and a line in the audit log for each, as they are now. */
export async function keepVersions(
  db: Db,
  type: KnownType,
  change: string,
  ids: string[],
  actor: Actor,
): Promise<void> {
  await run(
    db,
    sql`
      with kept as (
        insert into cms.versions (type_id, entry_id, version, change, fields, translations, by_user)
        select e.type_id, e.id, e.version, ${change}, e.draft || e.draft_long,
          coalesce((select jsonb_object_agg(locale, draft) from cms.translations t where t.entry_id = e.id), '{}'),
          ${actor.principal?.userId ?? null}::uuid
        from ${raw(type.table)} e
        where e.id = any(${ids}::uuid[])
        returning entry_id, version, fields
      )
      ${recording(
        actor,
        `entry.${change}`,
        type.name,
        sql`
          select kept.entry_id::text as subject_id, old.fields as before, kept.fields as after
          from kept
          left join cms.versions old on old.entry_id = kept.entry_id and old.version = kept.version - 1`,
      )}`,
  );
  await row(
    db,
    sql`
      with touched as (
        update cms.content_types set revision = revision + 1 where id = ${type.id} returning name
      )
      select ${announcing([`type:${type.name}`])} from touched`,
  );
}
