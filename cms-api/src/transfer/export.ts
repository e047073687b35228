/** Everything that is content, line by line: a page at a time, so that neither side needs memory for all of it. */
import { createReadStream } from 'node:fs';
import { toDefinition } from '../content-types/store.ts';
import type { KnownType } from '../content-types/types.ts';
import { type Db, raw, rows, sql } from '../db/sql.ts';
import type { Library } from '../media/library.ts';
import { listMedia } from '../media/store.ts';
import type { EntryLine, Line, TranslationOfEntry } from './lines.ts';

const atOnce = 200;
/** A multiple of three: base64 without padding between. */
const chunkBytes = 192 * 1_024;

export async function* exportLines(
  db: Db,
  types: readonly KnownType[],
  library: Library,
): AsyncGenerator<Line> {
  for (const type of types) yield { kind: 'type', definition: toDefinition(type) };
  yield* mediaLines(db, library);
  for (const type of types) yield* entryLines(db, type);
  for (const type of types) yield* translationLines(db, type);
}

async function* mediaLines(db: Db, library: Library): AsyncGenerator<Line> {
  let after: string | undefined;
  for (;;) {
    const page = await listMedia(db, after, atOnce);
    for (const { id, name, contentType, alt, credit, focal } of page) {
      yield { kind: 'media', id, name, contentType, alt, credit, focal };
      const chunks = createReadStream(library.originalOf(id, contentType), { highWaterMark: chunkBytes });
      for await (const chunk of chunks)
        yield { kind: 'bytes', id, base64: (chunk as Buffer).toString('base64') };
    }
    after = page.at(-1)?.id;
    if (page.length < atOnce) return;
  }
}

const utc = (column: string) => raw(`to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);

async function* entryLines(db: Db, { name, table }: KnownType): AsyncGenerator<EntryLine> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const page = await rows<EntryLine>(
      db,
      sql`
        select 'entry' as kind, ${name}::text as type, id, slug, published_slug as "publishedSlug",
          draft || draft_long as draft, published || published_long as published, has_changes as "hasChanges",
          ${utc('published_at')} as "publishedAt", ${utc('publish_at')} as "publishAt",
          ${utc('unpublish_at')} as "unpublishAt", ${utc('created_at')} as "createdAt"
        from ${raw(table)}
        where id > ${after}
        order by id
        limit ${atOnce}`,
    );
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.id;
  }
}

async function* translationLines(db: Db, { id, name }: KnownType): AsyncGenerator<TranslationOfEntry> {
  let after: [id: string, locale: string] = ['00000000-0000-0000-0000-000000000000', ''];
  for (;;) {
    const page = await rows<TranslationOfEntry>(
      db,
      sql`
        select 'translation' as kind, ${name}::text as type, entry_id as id, locale, draft, published, states
        from cms.translations
        where type_id = ${id} and (entry_id, locale) > (${after[0]}::uuid, ${after[1]})
        order by entry_id, locale
        limit ${atOnce}`,
    );
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = [last.id, last.locale];
  }
}
