/** Content types in the database. Each has a partition of the entries, made and dropped with it. */
import { type Actor, recording } from '../audit/record.ts';
import { announcing } from '../cache/changes.ts';
import { type Db, raw, row, rows, run, sql, sqlState, transaction } from '../db/sql.ts';
import { Refusal } from '../http/problem.ts';
import type { ContentType, Definition } from './definition.ts';

type TypeRow = { id: number; table_name: string; version: number; definition: Definition };

const columns = raw('id, table_name, version, definition');

export async function listTypes(db: Db): Promise<ContentType[]> {
  const found = await rows<TypeRow>(db, sql`select ${columns} from cms.content_types order by name`);
  return found.map(toType);
}

/** @throws Refusal when the name is taken, by another type or by a table of this server. */
export async function createType(db: Db, definition: Definition, actor: Actor): Promise<ContentType> {
  try {
    return await transaction(db, async (tx) => {
      const made = await row<TypeRow>(
        tx,
        sql`
          with made as (
            insert into cms.content_types (name, table_name, definition)
            values (${definition.name}, quote_ident(${definition.name}), ${JSON.stringify(definition)})
            returning *
          ), recorded as (
            ${recording(actor, 'type.create', 'type', sql`select name as subject_id, null::jsonb as before, definition as after from made`)}
          )
          select ${columns}, ${announcing(['types'])} from made`,
      );
      if (!made) throw new Error('PostgreSQL returned no row for an inserted content type.');
      await run(
        tx,
        sql`create table public.${raw(made.table_name)} partition of cms.entries for values in (${raw(String(made.id))})`,
      );
      return toType(made);
    });
  } catch (error) {
    const isTaken = ['23505', '42P07'].includes(sqlState(error) ?? '');
    throw isTaken ? new Refusal('conflict', `The name "${definition.name}" is taken.`, 'name') : error;
  }
}

/** Fields that are gone are taken out of every entry. @returns Undefined when it is at another version by now. */
export async function updateType(
  db: Db,
  before: ContentType,
  definition: Definition,
  actor: Actor,
): Promise<ContentType | undefined> {
  const kept = new Set(definition.fields.map(({ name }) => name));
  const gone = before.fields.filter(({ name }) => !kept.has(name)).map(({ name }) => name);

  return await transaction(db, async (tx) => {
    const updated = await row<TypeRow>(
      tx,
      sql`
        with made as (
          update cms.content_types
          set definition = ${JSON.stringify(definition)}, version = version + 1, revision = revision + 1
          where id = ${before.id} and version = ${before.version}
          returning *
        ), recorded as (
          ${recording(actor, 'type.update', 'type', sql`select name as subject_id, ${JSON.stringify(toDefinition(before))}::jsonb as before, definition as after from made`)}
        )
        select ${columns}, ${announcing(['types', `type:${before.name}`])} from made`,
    );
    if (updated && gone.length > 0) await removeFields(tx, before, gone);
    return updated && toType(updated);
  });
}

async function removeFields(tx: Db, { id, table }: ContentType, names: string[]): Promise<void> {
  await run(
    tx,
    sql`
      update ${raw(table)}
      set draft = draft - ${names}::text[], draft_long = draft_long - ${names}::text[],
        published = published - ${names}::text[], published_long = published_long - ${names}::text[]`,
  );
  await run(
    tx,
    sql`
      update cms.translations
      set draft = draft - ${names}::text[], published = published - ${names}::text[]
      where type_id = ${id}`,
  );
}

export async function deleteType(db: Db, type: ContentType, actor: Actor): Promise<void> {
  await transaction(db, async (tx) => {
    // What refers to entries refers to this part of them as well, until it is apart.
    await run(tx, sql`alter table cms.entries detach partition public.${raw(type.table)}`);
    await run(tx, sql`drop table public.${raw(type.table)}`);
    await run(
      tx,
      sql`
        with made as (
          delete from cms.content_types where id = ${type.id} returning *
        ), recorded as (
          ${recording(actor, 'type.delete', 'type', sql`select name as subject_id, definition as before, null::jsonb as after from made`)}
        )
        select ${announcing(['types', `type:${type.name}`])} from made`,
    );
  });
}

export async function hasEntries(db: Db, { table }: ContentType): Promise<boolean> {
  return (await row(db, sql`select 1 from ${raw(table)} limit 1`)) !== undefined;
}

export function toDefinition({ name, title, fields }: ContentType): Definition {
  return { name, title, fields };
}

function toType({ id, table_name, version, definition }: TypeRow): ContentType {
  return { ...definition, id, table: table_name, version };
}
