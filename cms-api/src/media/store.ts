/** Files in the database: what they are, and which sizes there are of them. */
import { type Actor, recording } from '../audit/record.ts';
import { announcing } from '../cache/changes.ts';
import { mediaTag } from '../cache/responses.ts';
import { type Db, raw, row, rows, run, type Sql, sql } from '../db/sql.ts';
import { cardOf } from './card.ts';
import type { Made, PictureFormat, Wanted } from './messages.ts';
import type { Media, MediaCard, MediaChange } from './schema.ts';

const utc = (column: string) => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const told = raw(`m.card || jsonb_build_object('version', m.version, 'createdAt', ${utc('m.created_at')},
  'updatedAt', ${utc('m.updated_at')})`);

export type NewMedia = Omit<MediaCard, 'src' | 'srcset'> & { sha256: Buffer };

export async function insertMedia(db: Db, media: NewMedia, actor: Actor): Promise<Media> {
  const { sha256, ...facts } = media;
  const card = cardOf(facts);
  const made = await row<{ media: Media }>(
    db,
    sql`
      with m as (
        insert into cms.media (
          id, name, content_type, bytes, sha256, width, height, blur_hash, alt, credit, focal_x, focal_y, card, created_by)
        values (${card.id}, ${card.name}, ${card.contentType}, ${card.bytes}, ${sha256}, ${card.width},
          ${card.height}, ${card.blurHash}, ${card.alt}, ${card.credit}, ${card.focal?.x ?? null}::real,
          ${card.focal?.y ?? null}::real, ${JSON.stringify(card)}, ${actor.principal?.userId ?? null}::uuid)
        returning *
      ), recorded as (
        ${recording(actor, 'media.create', 'media', sql`select id::text as subject_id, null::jsonb as before, card as after from m`)}
      )
      select ${told} as media from m`,
  );
  if (!made) throw new Error('PostgreSQL returned no row for an inserted file.');
  return made.media;
}

/** The newest first. @param after Id of the last one of the page before. */
export async function listMedia(db: Db, after: string | undefined, limit: number): Promise<Media[]> {
  const found = await rows<{ media: Media }>(
    db,
    sql`
      select ${told} as media
      from cms.media m
      where ${after ?? null}::uuid is null or m.id < ${after ?? null}::uuid
      order by m.id desc
      limit ${limit}`,
  );
  return found.map(({ media }) => media);
}

export async function readMedia(db: Db, id: string): Promise<Media | undefined> {
  const found = await row<{ media: Media }>(
    db,
    sql`select ${told} as media from cms.media m where m.id = ${id}`,
  );
  return found?.media;
}

export type Stored = {
  contentType: string;
  name: string;
  bytes: number;
  /** First letters of its SHA-256. */
  hash: string;
  /** Null: no sizes are made of it. */
  width: number | null;
  variants: Made[];
};

export function readStored(db: Db, id: string): Promise<Stored | undefined> {
  return row<Stored>(
    db,
    sql`
      select m.content_type as "contentType", m.name, m.bytes::float8 as bytes, left(encode(m.sha256, 'hex'), 16) as hash,
        m.width, coalesce((
          select json_agg(json_build_object('width', v.width, 'format', v.format, 'bytes', v.bytes))
          from cms.media_variants v
          where v.media_id = m.id
        ), '[]') as variants
      from cms.media m
      where m.id = ${id}`,
  );
}

/**
 * Of the sizes, those that are neither made nor being made: they are this process's to make until `claimMs` are over.
 * Claims stay when the work is done, until they are old: so nobody who looked too early claims it again.
 */
export function claimVariants(
  db: Db,
  id: string,
  wanted: readonly Wanted[],
  claimMs: number,
): Promise<Wanted[]> {
  return rows<Wanted>(
    db,
    sql`
      insert into cms.media_claims as c (media_id, width, format, until)
      select m.id, given.width, given.format, now() + ${claimMs}::integer * interval '1 millisecond'
      from cms.media m
      cross join unnest(${wanted.map(({ width }) => width)}::integer[], ${wanted.map(({ format }) => format)}::text[])
        as given (width, format)
      where m.id = ${id} and not exists (
        select from cms.media_variants v
        where v.media_id = m.id and v.width = given.width and v.format = given.format)
      order by given.width, given.format
      on conflict (media_id, width, format) do update set until = excluded.until where c.until < now()
      returning c.width, c.format`,
  );
}

/** Until the end of the transaction no other adopts a file: two with one id would write over each other. */
export async function waitForAdoption(db: Db): Promise<void> {
  await run(db, sql`select pg_advisory_xact_lock(hashtext('cms-api adopts files'))`);
}

export async function forgetOldClaims(db: Db): Promise<void> {
  await run(db, sql`delete from cms.media_claims where until < now()`);
}

/** Of a file that was deleted meanwhile nothing is written. */
export async function keepVariant(db: Db, id: string, { width, format, bytes }: Made): Promise<void> {
  await run(
    db,
    sql`
      insert into cms.media_variants (media_id, width, format, bytes)
      select m.id, ${width}, ${format satisfies PictureFormat}, ${bytes}
      from cms.media m
      where m.id = ${id}
      on conflict (media_id, width, format) do update set bytes = excluded.bytes`,
  );
}

export type MediaCondition = { version: number | undefined; ownerId: string | undefined };
export type MediaOutcome =
  | { ok: true; media: Media }
  | { ok: false; because: 'not_found' }
  | { ok: false; because: 'changed'; version: number };

export async function changeMedia(
  db: Db,
  id: string,
  { name, alt, credit, focal }: MediaChange,
  condition: MediaCondition,
  actor: Actor,
): Promise<MediaOutcome> {
  const change = JSON.stringify({
    ...(name !== undefined && { name }),
    ...(alt !== undefined && { alt }),
    ...(credit !== undefined && { credit }),
    ...(focal !== undefined && { focal }),
  });
  return await write(
    db,
    id,
    condition,
    sql`
      update cms.media m
      set card = m.card || ${change}::jsonb, name = coalesce(${name ?? null}, m.name), alt = coalesce(${alt ?? null}, m.alt),
        credit = coalesce(${credit ?? null}, m.credit),
        focal_x = case when ${focal !== undefined}::boolean then ${focal?.x ?? null}::real else m.focal_x end,
        focal_y = case when ${focal !== undefined}::boolean then ${focal?.y ?? null}::real else m.focal_y end,
        version = m.version + 1, updated_at = now()
      from locked`,
    (made) =>
      recording(
        actor,
        'media.update',
        'media',
        sql`select made.id::text as subject_id, locked.card as before, ${made}.card as after from made, locked`,
      ),
  );
}

export function deleteMedia(
  db: Db,
  id: string,
  condition: MediaCondition,
  actor: Actor,
): Promise<MediaOutcome> {
  return write(db, id, condition, raw('delete from cms.media m using locked'), () =>
    recording(
      actor,
      'media.delete',
      'media',
      sql`select made.id::text as subject_id, made.card as before, null::jsonb as after from made`,
    ),
  );
}

/** What is another's looks like what is not there. */
async function write(
  db: Db,
  id: string,
  { version, ownerId }: MediaCondition,
  change: Sql,
  record: (made: Sql) => Sql,
): Promise<MediaOutcome> {
  const found = await row<{ version: number; media: Media | null }>(
    db,
    sql`
      with locked as (
        select * from cms.media
        where id = ${id}::uuid and (${ownerId ?? null}::uuid is null or created_by = ${ownerId ?? null}::uuid)
        for update
      ), made as (
        ${change}
        where m.id = locked.id and (${version ?? null}::integer is null or locked.version = ${version ?? null}::integer)
        returning m.*
      ), touched as (
        update cms.media_revision set revision = revision + 1 where exists (select from made)
      ), recorded as (
        ${record(raw('made'))}
      )
      select locked.version, (select ${told} from made m) as media, ${announcing([mediaTag])}
      from locked`,
  );
  if (!found) return { ok: false, because: 'not_found' };
  if (!found.media) return { ok: false, because: 'changed', version: found.version };
  return { ok: true, media: found.media };
}

/** After files that entries held before they were there. */
export async function touchMedia(db: Db): Promise<void> {
  await row(
    db,
    sql`
      with touched as (
        update cms.media_revision set revision = revision + 1 returning revision
      )
      select ${announcing([mediaTag])} from touched`,
  );
}

export async function listMediaIds(db: Db): Promise<Set<string>> {
  const found = await rows<{ id: string }>(db, sql`select id from cms.media`);
  return new Set(found.map(({ id }) => id));
}
