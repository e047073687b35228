/**
 * Lines of an export into this installation, in one transaction: all of them or none. What has an id that is here already
 * becomes what the line says, as a new version; users, versions and the audit log are not part of an export.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../audit/record.ts';
import { keepVersions } from '../content/bulk-write.ts';
import { splitFields } from '../content/write.ts';
import { withSlug } from '../content/write-entry.ts';
import { type Field, isLocalized } from '../content-types/definition.ts';
import { createType, toDefinition } from '../content-types/store.ts';
import { createTypes, type KnownType, type Types } from '../content-types/types.ts';
import { copyRows } from '../db/copy.ts';
import { type Db, join, raw, row, run, type Sql, sql, transaction } from '../db/sql.ts';
import { Refusal, refusalOf } from '../http/problem.ts';
import type { Library } from '../media/library.ts';
import { type EntryLine, Line, type MediaLine, type TranslationOfEntry } from './lines.ts';

export type Imported = { types: number; media: number; entries: number; translations: number };
type Numbered<Kind> = Kind & { number: number };
type Lines = AsyncGenerator<{ number: number; value: unknown }>;

const entriesAtOnce = 500;

/** @throws Refusal that names the line. */
export async function importLines(db: Db, library: Library, lines: Lines, actor: Actor): Promise<Imported> {
  const adopted: string[] = [];
  try {
    return await transaction(db, async (tx) => {
      const run = new Import(tx, library, actor, adopted);
      await run.readAll(parsed(lines));
      return run.counted;
    });
  } catch (error) {
    // The rows went with the transaction; the files do not go by themselves.
    for (const id of adopted) await library.remove(id);
    throw error;
  }
}

async function* parsed(lines: Lines): AsyncGenerator<Numbered<Line>> {
  for await (const { number, value } of lines) {
    const line = Line.safeParse(value);
    if (!line.success) throw refusalOf('invalid_body', line.error, `lines.${number}`);
    yield { ...line.data, number };
  }
}

class Import {
  readonly counted: Imported = { types: 0, media: 0, entries: 0, translations: 0 };
  readonly #db: Db;
  readonly #library: Library;
  readonly #actor: Actor;
  readonly #adopted: string[];
  readonly #types: Types;
  #entries: Numbered<EntryLine>[] = [];
  readonly #touched = new Set<string>();

  constructor(db: Db, library: Library, actor: Actor, adopted: string[]) {
    this.#db = db;
    this.#library = library;
    this.#actor = actor;
    this.#adopted = adopted;
    this.#types = createTypes(db);
  }

  async readAll(lines: AsyncGenerator<Numbered<Line>>): Promise<void> {
    let next = await lines.next();
    while (!next.done) {
      const line = next.value;
      if (line.kind === 'media') {
        next = await this.#takeMedia(line, lines);
        continue;
      }
      await this.#take(line);
      next = await lines.next();
    }
    await this.#writeEntries();
    await this.#refuseMissing();
  }

  async #take(line: Numbered<Exclude<Line, MediaLine>>): Promise<void> {
    const [first] = this.#entries;
    const isSame = line.kind === 'entry' && first?.type === line.type;
    if (first && (!isSame || this.#entries.length >= entriesAtOnce)) await this.#writeEntries();
    switch (line.kind) {
      case 'type':
        return await this.#takeType(line);
      case 'entry':
        this.#entries.push(line);
        return;
      case 'translation':
        return await this.#takeTranslation(line);
      case 'bytes':
        throw new Refusal('invalid_body', 'Bytes follow the line of their file.', `lines.${line.number}`);
    }
  }

  async #takeType({ definition, number }: Numbered<Extract<Line, { kind: 'type' }>>): Promise<void> {
    const known = (await this.#types.all()).get(definition.name);
    if (!known) await createType(this.#db, definition, this.#actor);
    else if (!isDeepStrictEqual(toDefinition(known), definition)) {
      throw new Refusal('conflict', `"${definition.name}" is here, and looks different.`, `lines.${number}`);
    }
    this.#types.forget();
    this.counted.types++;
  }

  /** Its bytes are read as they come. @returns The line after them. */
  async #takeMedia(
    { kind: _, number, ...facts }: Numbered<MediaLine>,
    lines: AsyncGenerator<Numbered<Line>>,
  ) {
    let next = await lines.next();
    const chunks = async function* (): AsyncGenerator<Buffer> {
      while (!next.done && next.value.kind === 'bytes' && next.value.id === facts.id) {
        yield Buffer.from(next.value.base64, 'base64');
        next = await lines.next();
      }
    };
    this.#adopted.push(facts.id);
    const isNew = await this.#library.adopt(this.#db, chunks(), facts, this.#actor);
    if (!isNew) this.#adopted.pop();
    this.counted.media++;
    return next;
  }

  async #writeEntries(): Promise<void> {
    const all = this.#entries;
    this.#entries = [];
    const [first] = all;
    if (!first) return;
    const type = await this.#typeOf(first);
    await withSlug(
      upsert(
        this.#db,
        type,
        all.map((line) => checkedLine(type, line)),
      ),
    );
    const ids = all.map(({ id }) => id);
    await keepVersions(this.#db, type, 'import', ids, this.#actor);
    this.#touched.add(type.name);
    this.counted.entries += all.length;
  }

  async #takeTranslation(line: Numbered<TranslationOfEntry>): Promise<void> {
    const type = await this.#typeOf(line);
    for (const [name, fields] of [
      ['draft', line.draft],
      ['published', line.published ?? {}],
    ] as const) {
      const checked = type.schemas.translate.safeParse(fields);
      if (!checked.success) throw refusalOf('invalid_body', checked.error, `lines.${line.number}.${name}`);
    }
    const written = await run(
      this.#db,
      sql`
        insert into cms.translations (type_id, entry_id, locale, draft, published, states)
        select type_id, id, ${line.locale}, ${JSON.stringify(line.draft)}::jsonb,
          ${line.published && JSON.stringify(line.published)}::jsonb, ${JSON.stringify(line.states)}::jsonb
        from ${raw(type.table)}
        where id = ${line.id}
        on conflict (entry_id, locale) do update
        set draft = excluded.draft, published = excluded.published, states = excluded.states`,
    );
    if (written === 0)
      throw new Refusal('invalid_body', `${line.id} is not there.`, `lines.${line.number}.id`);
    this.counted.translations++;
  }

  async #typeOf({ type: name, number }: { type: string; number: number }): Promise<KnownType> {
    const type = (await this.#types.all()).get(name);
    if (!type)
      throw new Refusal('invalid_body', `There is no content type "${name}".`, `lines.${number}.type`);
    return type;
  }

  /** Lines may point to later ones: asked when all are there. */
  async #refuseMissing(): Promise<void> {
    for (const name of this.#touched) {
      const type = await this.#types.named(name);
      for (const field of type.fields) {
        const held = heldBy(field);
        if (!held) continue;
        const target = raw(
          field.kind === 'relation' ? (await this.#types.named(field.to)).table : 'cms.media',
        );
        const missing = await row<{ id: string; held: string }>(
          this.#db,
          sql`
            select e.id, given.id #>> '{}' as held
            from ${raw(type.table)} e
            cross join lateral (${held}) as given (id)
            where not exists (select from ${target} t where t.id = (given.id #>> '{}')::uuid)
            limit 1`,
        );
        if (!missing) continue;
        throw new Refusal(
          'invalid_body',
          `${missing.held} is not there, and ${missing.id} points to it.`,
          `${name}.${field.name}`,
        );
      }
    }
  }
}

/** A query for the ids that an entry `e` holds in the field, in its draft, in what readers see and in translations of both. */
function heldBy(field: Field): Sql | undefined {
  if (field.kind === 'richText') {
    const shown = `$."${field.name}"[*] ? (@.type == "image").media`;
    const own = [raw('e.draft_long'), raw('e.published_long')].map(
      (fields) => sql`select jsonb_path_query(${fields}, ${shown}::text::jsonpath)`,
    );
    const translated = sql`
      select jsonb_path_query(side, ${shown}::text::jsonpath)
      from cms.translations t, unnest(array[t.draft, t.published]) as side
      where t.entry_id = e.id`;
    return join(isLocalized(field) ? [...own, translated] : own, ' union all ');
  }
  if (field.kind !== 'relation' && field.kind !== 'media') return undefined;
  const sides = [raw('e.draft'), raw('e.published')];
  return join(
    sides.map(
      (fields) => sql`
      select jsonb_path_query(${fields}, ${`$."${field.name}"[*] ? (@ != null)`}::text::jsonpath)`,
    ),
    ' union all ',
  );
}

function checkedLine(type: KnownType, line: Numbered<EntryLine>): EntryLine {
  const draft = type.schemas.create.safeParse(line.draft);
  if (!draft.success) throw refusalOf('invalid_body', draft.error, `lines.${line.number}.draft`);
  if (line.published === null) return { ...line, draft: draft.data };
  const published = type.schemas.change.safeParse(line.published);
  if (!published.success) throw refusalOf('invalid_body', published.error, `lines.${line.number}.published`);
  return { ...line, draft: draft.data, published: published.data };
}

const columns = [
  'id uuid',
  'slug text',
  'published_slug text',
  'draft jsonb',
  'draft_long jsonb',
  'published jsonb',
  'published_long jsonb',
  'has_changes boolean',
  'published_at timestamptz',
  'publish_at timestamptz',
  'unpublish_at timestamptz',
  'created_at timestamptz',
];
const names = columns.map((column) => column.split(' ')[0] ?? '');

/** Of this transaction. Tables of content types stand beside it and hide nothing: their names know no capitals. */
const lineTable = raw('"Lines"');

/** By COPY into a table of this transaction, and from there: long texts cost half of what they cost as parameters. */
async function upsert(db: Db, type: KnownType, lines: EntryLine[]): Promise<void> {
  await run(
    db,
    sql`create temporary table if not exists ${lineTable} (${raw(columns.join(', '))}) on commit drop`,
  );
  await run(db, sql`truncate ${lineTable}`);
  await copyRows(
    db,
    lineTable,
    names,
    lines.map((line) => toRow(type, line)),
  );
  await run(
    db,
    sql`
      insert into ${raw(type.table)} as e (type_id, ${raw(names.join(', '))})
      select ${type.id}::integer, ${raw(names.join(', '))}
      from ${lineTable}
      on conflict (id, type_id) do update
      set slug = excluded.slug, published_slug = excluded.published_slug, draft = excluded.draft,
        draft_long = excluded.draft_long, published = excluded.published, published_long = excluded.published_long,
        has_changes = excluded.has_changes, published_at = excluded.published_at, publish_at = excluded.publish_at,
        unpublish_at = excluded.unpublish_at, version = e.version + 1, updated_at = now()`,
  );
}

/** In the order of `columns`. */
function toRow(type: KnownType, line: EntryLine): unknown[] {
  const draft = splitFields(type, line.draft);
  const published = line.published && splitFields(type, line.published);
  return [
    line.id,
    line.slug,
    line.publishedSlug,
    draft.short,
    draft.long,
    published?.short,
    published?.long,
    line.hasChanges,
    line.publishedAt,
    line.publishAt,
    line.unpublishAt,
    line.createdAt,
  ];
}
