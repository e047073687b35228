/** The texts of statements, and what services know of them. */
import type { KnownStatement } from '../store.ts';
import type { Database } from './database.ts';
import { rows, sql } from './sql.ts';

/** Normalised texts by fingerprint. */
export async function readTexts(
  db: Database,
  site: string,
  fingerprints: string[],
): Promise<Map<string, string>> {
  const known = await readStatements(db, site, fingerprints);
  return new Map(known.map(({ fingerprint, statement }) => [fingerprint, statement]));
}

/** By service: where each asks for a statement, and the plan that it found. */
export async function readStatements(
  db: Database,
  site: string,
  fingerprints: string[],
): Promise<KnownStatement[]> {
  const wanted = [...new Set(fingerprints)];
  if (wanted.length === 0) return [];
  const number = await db.sites.one(site);
  return await rows<KnownStatement>(
    db.pool,
    sql`
    select service, encode(fingerprint, 'hex') as fingerprint, statement, call_site as "callSite", plan, hints,
      planned_at as "plannedAt"
    from statements
    where site = ${number} and fingerprint = any(${wanted.map((hex) => Buffer.from(hex, 'hex'))}::bytea[])`,
  );
}
