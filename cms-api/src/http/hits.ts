/** Counts what is tried, in the database, so that all processes on it count together. */
import { createHash } from 'node:crypto';
import { type Db, rows, run, sql } from '../db/sql.ts';

export type Hits = { hits: number; resetsInMs: number };

/** Adds to each key and tells what it then stands at. A key whose window is over begins anew. */
export async function addHits(
  db: Db,
  added: ReadonlyMap<string, number>,
  windowMs: number,
): Promise<Map<string, Hits>> {
  const byHash = new Map([...added.keys()].map((key) => [hashOf(key).toString('hex'), key]));
  // In order of the keys: two processes that count the same ones never wait in a circle.
  const found = await rows<Hits & { key: Buffer }>(
    db,
    sql`
      insert into cms.hits as h (key, hits, resets_at)
      select key, hits, now() + ${windowMs}::integer * interval '1 millisecond'
      from unnest(${[...added.keys()].map(hashOf)}::bytea[], ${[...added.values()]}::integer[]) as given (key, hits)
      order by key
      on conflict (key) do update
      set hits = case when h.resets_at > now() then h.hits else 0 end + excluded.hits,
        resets_at = case when h.resets_at > now() then h.resets_at else excluded.resets_at end
      returning key, hits, extract(epoch from resets_at - now())::float8 * 1000 as "resetsInMs"`,
  );
  return new Map(
    found.map(({ key, hits, resetsInMs }) => [
      byHash.get(key.toString('hex')) ?? '',
      { hits, resetsInMs: Math.max(0, resetsInMs) },
    ]),
  );
}

/** Of each of `less` one hit, of `none` all of them. */
export async function takeHitsBack(db: Db, less: readonly string[], none: string): Promise<void> {
  await run(
    db,
    sql`
      with locked as (
        select key
        from cms.hits
        where key = any(${[...less, none].map(hashOf)}::bytea[])
        order by key
        for update
      )
      update cms.hits h
      set hits = case when h.key = ${hashOf(none)} then 0 else greatest(h.hits - 1, 0) end
      from locked
      where h.key = locked.key`,
  );
}

export async function forgetOldHits(db: Db): Promise<void> {
  await run(db, sql`delete from cms.hits where resets_at < now()`);
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
