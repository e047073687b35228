/** Publishes and takes back what is due. Two processes may do it at once: the second finds nothing left to do. */
import { theClock } from '../audit/record.ts';
import type { KnownType, Types } from '../content-types/types.ts';
import { type Db, raw, rows, run, sql } from '../db/sql.ts';
import { Refusal } from '../http/problem.ts';
import { publishEntry, unpublishEntry } from './write.ts';

type Due = { id: string; type_id: number; version: number; is_to_publish: boolean };

const anyVersion = { ownerId: undefined };

/** @returns How many entries were published or taken back. */
export async function publishDue(
  db: Db,
  types: Types,
  onRefused: (entryId: string, refusal: Refusal) => void,
): Promise<number> {
  const due = await rows<Due>(
    db,
    sql`
      select id, type_id, version, coalesce(publish_at <= now(), false) as is_to_publish
      from cms.entries
      where publish_at <= now() or unpublish_at <= now()
      order by least(publish_at, unpublish_at)
      limit 500`,
  );
  const byId = new Map([...(await types.all()).values()].map((type) => [type.id, type]));
  let done = 0;
  for (const { id, type_id, version, is_to_publish } of due) {
    const type = byId.get(type_id);
    if (!type) continue;
    const change = is_to_publish ? publishEntry : unpublishEntry;
    try {
      // Bound to the version that was found: what another process did meanwhile is not done twice.
      const outcome = await change(db, type, id, { ...anyVersion, version }, theClock);
      if (outcome.ok) done++;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await giveUp(db, type, id);
      onRefused(id, error);
    }
  }
  return done;
}

/** Its slug is taken: tried again each minute it would fail each minute. */
async function giveUp(db: Db, { table }: KnownType, id: string): Promise<void> {
  await run(db, sql`update ${raw(table)} set publish_at = null where id = ${id}`);
}
