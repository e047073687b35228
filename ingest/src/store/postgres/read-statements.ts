/** The texts of statements, and what services know of them. */
import type { KnownStatement } from '../servers.ts';
import type { Database } from './database.ts';
import { rows, sql } from './sql.ts';

/** Normalised texts by fingerprint. */
export async function readTexts(
  db: Database,
  site: string,
  fingerprints: string[],
): Promise<Map<string, string>> {
  if (fingerprints.length === 0) return new Map();
  const found = await rows<Pick<KnownStatement, 'fingerprint' | 'statement'>>(
    db.pool,
    sql`
    select encode(fingerprint, 'hex') as fingerprint, statement
    from statements
    where site = ${await db.sites.one(site)} and fingerprint = any(${toBytes(fingerprints)}::bytea[])`,
  );
  return new Map(found.map(({ fingerprint, statement }) => [fingerprint, statement]));
}

/** By service: where each asks for a statement, and the plan that it found. */
export async function readStatements(
  db: Database,
  site: string,
  fingerprints: string[],
): Promise<KnownStatement[]> {
  if (fingerprints.length === 0) return [];
  return await rows<KnownStatement>(
    db.pool,
    sql`
    select service, encode(fingerprint, 'hex') as fingerprint, statement, call_site as "callSite", plan, hints,
      planned_at as "plannedAt"
    from statements
    where site = ${await db.sites.one(site)} and fingerprint = any(${toBytes(fingerprints)}::bytea[])`,
  );
}

function toBytes(fingerprints: string[]): Buffer[] {
  return [...new Set(fingerprints)].map((hex) => Buffer.from(hex, 'hex'));
}
