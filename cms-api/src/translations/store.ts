/** Questions about translations: which field of which entry stands how, and what it says. */
import { isLocalized } from '../content-types/definition.ts';
import type { KnownType } from '../content-types/types.ts';
import { type Db, nothing, raw, rows, type Sql, sql } from '../db/sql.ts';
import type { Status, TranslatedEntry, TranslationLine } from './schema.ts';

export type Asked = {
  locale: string;
  statuses: readonly Status[];
  /** Whose entries; undefined: everybody's. */
  ownerId: string | undefined;
};

/** One row for each localized field with something in it: id, slug, version, name, source, target, hash, status. */
function standing(
  type: KnownType,
  { locale, ownerId }: Omit<Asked, 'statuses'>,
  after: string | undefined,
): Sql {
  const names = type.fields.filter(isLocalized).map(({ name }) => name);
  return sql`
    select e.id, e.slug, e.version, field.name, field.at, texts.source, texts.target, texts.hash,
      case
        when texts.target is null then 'missing'
        when texts.state is null then 'draft'
        when texts.state ->> 'source' is distinct from texts.hash then 'stale'
        when (texts.state ->> 'reviewed')::boolean then 'reviewed'
        else 'draft'
      end as status
    from ${raw(type.table)} e
    left join cms.translations t on t.entry_id = e.id and t.locale = ${locale}
    cross join unnest(${names}::text[]) with ordinality as field (name, at)
    cross join lateral (
      select (e.draft || e.draft_long) -> field.name as source, t.draft -> field.name as target,
        md5((e.draft || e.draft_long) ->> field.name) as hash, t.states -> field.name as state
    ) texts
    where texts.hash is not null and (${ownerId ?? null}::uuid is null or e.created_by = ${ownerId ?? null}::uuid)
      ${after === undefined ? nothing : sql`and e.id > ${after}::uuid`}`;
}

/** In order of their ids. @param after Id of the last one of the page before. */
export function listTranslated(
  db: Db,
  type: KnownType,
  asked: Asked,
  after: string | undefined,
  limit: number,
): Promise<TranslatedEntry[]> {
  return rows<TranslatedEntry>(
    db,
    sql`
      select id, slug, version, jsonb_object_agg(name, status) as fields
      from (${standing(type, asked, after)}) s
      group by id, slug, version
      having bool_or(status = any(${asked.statuses}::text[]))
      order by id
      limit ${limit}`,
  );
}

export async function countStatuses(
  db: Db,
  type: KnownType,
  locale: string,
  ownerId: string | undefined,
): Promise<Partial<Record<Status, number>>> {
  const found = await rows<{ status: Status; count: number }>(
    db,
    sql`
      select status, count(*)::integer as count
      from (${standing(type, { locale, ownerId }, undefined)}) s
      group by status`,
  );
  return Object.fromEntries(found.map(({ status, count }) => [status, count]));
}

const entriesAtOnce = 200;

/** A page of entries at a time: an export is as long as it is. */
export async function* readLines(db: Db, type: KnownType, asked: Asked): AsyncGenerator<TranslationLine> {
  let after: string | undefined;
  for (;;) {
    const ids = await listTranslated(db, type, asked, after, entriesAtOnce);
    const last = ids.at(-1);
    if (!last) return;
    yield* await rows<TranslationLine>(
      db,
      sql`
        select ${type.name}::text as type, id, slug, ${asked.locale}::text as locale, name as field, status,
          hash as "sourceHash", source, target
        from (${standing(type, asked, after)}) s
        where id = any(${ids.map(({ id }) => id)}::uuid[]) and status = any(${asked.statuses}::text[])
        order by id, at`,
    );
    after = last.id;
  }
}
