/** Sites as people set them up, and the end of one. */
import type { NewSite, SiteChanges, SiteSettings } from '@throughline/protocol';
import type pg from 'pg';
import { type Db, rows, run, sql } from './sql.ts';

export async function createSite(
  client: pg.PoolClient,
  site: NewSite & { writeKey: string },
  ownerId: string,
): Promise<boolean> {
  const made = await run(
    client,
    sql`
    insert into sites (id, name, write_key, origins)
    select ${site.id}, ${site.name}, ${site.writeKey}, ${site.origins}::text[]
    where not exists (select from erasures where site_id = ${site.id})
    on conflict (id) do nothing`,
  );
  if (made === 0) return false;
  await run(
    client,
    sql`
    insert into site_members (site_id, user_id, role)
    values (${site.id}, ${ownerId}, 'owner')`,
  );
  return true;
}

export async function readSiteSettings(db: Db, site: string): Promise<SiteSettings | undefined> {
  const [found] = await rows<Omit<SiteSettings, 'createdAt' | 'oldKeys'> & { createdAt: Date }>(
    db,
    sql`
    select id, name, write_key as "writeKey", origins, counts_bots as "countsBots", created_at as "createdAt"
    from sites
    where id = ${site}`,
  );
  if (!found) return undefined;
  const oldKeys = await rows<{ key: string; validUntil: Date }>(
    db,
    sql`
    select key, valid_until as "validUntil"
    from old_write_keys
    where site_id = ${site} and valid_until > now()
    order by valid_until`,
  );
  return {
    ...found,
    createdAt: found.createdAt.toISOString(),
    oldKeys: oldKeys.map(({ key, validUntil }) => ({ key, validUntil: validUntil.toISOString() })),
  };
}

export async function changeSite(db: Db, site: string, changes: SiteChanges): Promise<void> {
  const { name = null, origins = null, countsBots = null } = changes;
  await run(
    db,
    sql`
    update sites set
      name = coalesce(${name}, name),
      origins = coalesce(${origins}::text[], origins),
      counts_bots = coalesce(${countsBots}::boolean, counts_bots)
    where id = ${site}`,
  );
}

export async function rotateKey(
  client: pg.PoolClient,
  site: string,
  writeKey: string,
  oldValidUntilMs: number,
): Promise<void> {
  await run(
    client,
    sql`
    insert into old_write_keys (key, site_id, valid_until)
    select write_key, id, ${new Date(oldValidUntilMs)}
    from sites
    where id = ${site}`,
  );
  await run(client, sql`update sites set write_key = ${writeKey} where id = ${site}`);
}

export async function endOldKey(db: Db, site: string, key: string): Promise<boolean> {
  const ended = await run(db, sql`delete from old_write_keys where site_id = ${site} and key = ${key}`);
  return ended > 0;
}

/** Everything that refers to the site goes with it; what it has stored waits for the job. */
export async function deleteSite(client: pg.PoolClient, site: string): Promise<void> {
  await run(
    client,
    sql`
    insert into erasures (site_id, site)
    select id, number from sites where id = ${site}
    on conflict do nothing`,
  );
  await run(client, sql`delete from sites where id = ${site}`);
}
