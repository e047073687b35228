/** The audit log by months: made ahead, dropped whole when they are old. */
import { type Db, raw, rows, run, sql } from '../db/sql.ts';

const monthsAhead = 2;

/** Makes what is missing, so that no line ever has nowhere to go. */
export async function ensurePartitions(db: Db, now: Date): Promise<void> {
  for (let ahead = 0; ahead <= monthsAhead; ahead++) {
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
    const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1));
    await run(
      db,
      raw(`
        create table if not exists cms.${nameOf(from)} partition of cms.audit_log
        for values from ('${from.toISOString()}') to ('${to.toISOString()}')`),
    );
  }
}

/** @param months How many months are kept besides the running one. @returns Names of what was dropped. */
export async function dropOldPartitions(db: Db, now: Date, months: number): Promise<string[]> {
  const oldest = nameOf(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1)));
  const found = await rows<{ name: string }>(
    db,
    sql`
      select c.relname as name
      from pg_inherits i
      join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'cms.audit_log'::regclass and c.relname < ${oldest}
      order by c.relname`,
  );
  for (const { name } of found) await run(db, raw(`drop table cms.${name}`));
  return found.map(({ name }) => name);
}

function nameOf(month: Date): string {
  return `audit_log_${month.toISOString().slice(0, 7).replace('-', '_')}`;
}
