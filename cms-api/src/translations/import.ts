/** Translated lines back into entries: all of them or none. */
import type { Actor } from '../audit/record.ts';
import { checkedFields } from '../content/answer-write.ts';
import type { Locales } from '../content/locales.ts';
import { translateEntry } from '../content/write.ts';
import type { KnownType } from '../content-types/types.ts';
import { type Db, transaction } from '../db/sql.ts';
import { Refusal, refusalOf } from '../http/problem.ts';
import { TranslatedLine } from './schema.ts';

type Line = TranslatedLine & { number: number };

/** @returns How many fields were written. @throws Refusal that names the line. */
export async function importTranslations(
  db: Db,
  type: KnownType,
  locales: Locales,
  lines: AsyncIterable<{ number: number; value: unknown }>,
  ownerId: string | undefined,
  actor: Actor,
): Promise<number> {
  return await transaction(db, async (tx) => {
    let written = 0;
    for await (const group of groupsOf(lines)) {
      await writeGroup(tx, type, locales, group, ownerId, actor);
      written += group.length;
    }
    return written;
  });
}

/** Lines that follow one another and belong to one entry in one locale: one write. */
async function* groupsOf(lines: AsyncIterable<{ number: number; value: unknown }>): AsyncGenerator<Line[]> {
  let group: Line[] = [];
  for await (const { number, value } of lines) {
    const parsed = TranslatedLine.safeParse(value);
    if (!parsed.success) throw refusalOf('invalid_body', parsed.error, `lines.${number}`);
    const line = { ...parsed.data, number };
    // Not translated yet, and not now.
    if (line.target === null || line.target === undefined) continue;
    const [first] = group;
    if (first && (first.id !== line.id || first.locale !== line.locale)) {
      yield group;
      group = [];
    }
    group.push(line);
  }
  if (group.length > 0) yield group;
}

async function writeGroup(
  db: Db,
  type: KnownType,
  locales: Locales,
  group: Line[],
  ownerId: string | undefined,
  actor: Actor,
): Promise<void> {
  const [first] = group;
  if (!first) return;
  const at = `lines.${first.number}`;
  const locale = locales.chain(first.locale).at(-1);
  if (locale === undefined)
    throw new Refusal('invalid_body', 'The first locale is the source.', `${at}.locale`);
  const checked = Object.assign(
    {},
    ...group.map(({ field, target, number }) =>
      checkedFields(type, 'translate', { [field]: target }, `lines.${number}`),
    ),
  );
  const marks = Object.fromEntries(
    group.map(({ field, sourceHash: source, reviewed }) => [field, { source, reviewed }]),
  );
  const condition = { version: undefined, ownerId };
  const outcome = await translateEntry(db, type, first.id, locale, checked, condition, actor, marks);
  if (!outcome.ok) throw new Refusal('invalid_body', `${first.id} is not there.`, `${at}.id`);
}
