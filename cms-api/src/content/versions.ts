/** The versions of an entry: listed, read, compared. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type Db, raw, row, rows, sql } from '../db/sql.ts';

export const VersionCard = z
  .object({
    version: z.int(),
    change: z.string().describe('`create`, `update`, `publish`, `restore 3` …'),
    by: z.uuid().nullable(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'VersionCard' });
export type VersionCard = z.infer<typeof VersionCard>;

const Values = z.record(z.string(), z.unknown());

export const Version = VersionCard.extend({
  fields: Values,
  translations: z.record(z.string(), Values),
}).meta({ id: 'Version' });
export type Version = z.infer<typeof Version>;

export const Difference = z
  .object({ field: z.string(), locale: z.string().optional(), from: z.unknown(), to: z.unknown() })
  .meta({ id: 'Difference' });
export type Difference = z.infer<typeof Difference>;

const card = raw(`version, change, by_user as by,
  to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`);

/** The newest first. @param before Only older ones than this. */
export function listVersions(
  db: Db,
  entryId: string,
  before: number | undefined,
  limit: number,
): Promise<VersionCard[]> {
  return rows<VersionCard>(
    db,
    sql`
      select ${card}
      from cms.versions
      where entry_id = ${entryId} and version < ${before ?? 2_147_483_647}
      order by version desc
      limit ${limit}`,
  );
}

export function readVersion(db: Db, entryId: string, version: number): Promise<Version | undefined> {
  return row<Version>(
    db,
    sql`
      select ${card}, fields, translations
      from cms.versions
      where entry_id = ${entryId} and version = ${version}`,
  );
}

/** Field by field; what is absent on one side is null there. */
export function compareVersions(from: Version, to: Version): Difference[] {
  const locales = new Set([...Object.keys(from.translations), ...Object.keys(to.translations)]);
  return [
    ...compare(from.fields, to.fields),
    ...[...locales].flatMap((locale) =>
      compare(from.translations[locale] ?? {}, to.translations[locale] ?? {}).map((one) => ({
        ...one,
        locale,
      })),
    ),
  ];
}

function compare(from: Record<string, unknown>, to: Record<string, unknown>): Difference[] {
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...names].flatMap((field) => {
    const [before, after] = [from[field] ?? null, to[field] ?? null];
    return isDeepStrictEqual(before, after) ? [] : [{ field, from: before, to: after }];
  });
}

/** Keeps the newest of each entry. */
export async function forgetOldVersions(db: Db, kept: number): Promise<void> {
  await rows(
    db,
    sql`
      delete from cms.versions v
      using (
        select entry_id, max(version) - ${kept}::integer as last
        from cms.versions
        group by entry_id
        having count(*) > ${kept}::integer
      ) old
      where v.entry_id = old.entry_id and v.version <= old.last`,
  );
}
