/** The Store port on PostgreSQL, embedded or a server of your own. */
import pg from 'pg';
import type { Store } from '../store.ts';
import {
  countUsers,
  createSession,
  deleteSession,
  putAdmin,
  putServiceToken,
  putSite,
  readServiceTokens,
  readSites,
  readSitesOf,
  readUserByEmail,
  readUserBySession,
} from './accounts.ts';
import { insertReports } from './insert-reports.ts';
import { insertViews } from './insert-views.ts';
import { isAway } from './is-away.ts';
import { lead, stepDown, tidy } from './jobs.ts';
import { migrate } from './migrate.ts';
import { readRoutes, readTraces, readView, readViews } from './read-views.ts';
import { countRefusals } from './refusals.ts';
import { claimRoutes, learnPrefix, putRouteRules, readRouteKnowledge, readRouteRules } from './routes.ts';
import { createSettingsStore } from './settings.ts';
import { rows, run, sql, transaction } from './sql.ts';

export type PostgresOptions = {
  databaseUrl: string;
  /** Connections this process may hold, default 10. */
  poolSize?: number;
  /** Another thread of this process has brought the schema up to date. */
  isMigrated?: boolean;
  /** Told of errors on idle connections, e.g. when the server restarts. */
  onError?: (error: Error) => void;
};

/** Classes of SQLSTATE that say "this data", not "this server": data exception, integrity, program limit exceeded. */
const refusalClasses = new Set(['22', '23', '54']);

/** Brings the schema up to date, then opens the database. */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  if (!options.isMigrated) await migrate(options.databaseUrl);
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    application_name: 'throughline-ingest',
  });
  pool.on('error', (error) => options.onError?.(error));

  return {
    ...createSettingsStore(pool),
    insertViews: (views) => transaction(pool, (client) => insertViews(client, views)),
    insertReports: (reports) => transaction(pool, (db) => insertReports(db, reports)),
    insertDeadLetter: async (letter) => {
      await run(
        pool,
        sql`
        insert into dead_letters (site_id, kind, received_at, reason, record)
        values (${letter.site}, ${letter.kind}, ${new Date(letter.receivedAtMs)}, ${letter.reason}, ${letter.record})`,
      );
    },
    isRefusal,
    isAway,

    routes: (site, range) => readRoutes(pool, site, range),
    views: (site, range, list) => readViews(pool, site, range, list),
    view: (site, id) => readView(pool, site, id),
    traces: (site, traceIds) => readTraces(pool, site, traceIds),

    routeKnowledge: () => readRouteKnowledge(pool),
    routeRules: (site) => readRouteRules(pool, site),
    putRouteRules: (site, rules) => transaction(pool, (client) => putRouteRules(client, site, rules)),
    learnPrefix: (site, prefix) => learnPrefix(pool, site, prefix),
    claimRoutes: (site, day, routes, most) =>
      transaction(pool, (client) => claimRoutes(client, site, day, routes, most)),
    countRefusals: (refusals) => countRefusals(pool, refusals),

    lead: (holder, leaseMs) => lead(pool, holder, leaseMs),
    stepDown: (holder) => stepDown(pool, holder),
    tidy: (term) => transaction(pool, (client) => tidy(client, term)),

    sites: () => readSites(pool),
    serviceTokens: () => readServiceTokens(pool),
    putSite: (site) => putSite(pool, site),
    putServiceToken: (token) => putServiceToken(pool, token),
    userByEmail: (email) => readUserByEmail(pool, email),
    userCount: () => countUsers(pool),
    putAdmin: (email, passwordHash) => putAdmin(pool, email, passwordHash),
    sitesOf: (userId) => readSitesOf(pool, userId),
    createSession: (tokenHash, userId, expiresAtMs) => createSession(pool, tokenHash, userId, expiresAtMs),
    userBySession: (tokenHash, nowMs) => readUserBySession(pool, tokenHash, nowMs),
    deleteSession: (tokenHash) => deleteSession(pool, tokenHash),

    ping: async () => {
      await rows(pool, sql`select 1`);
    },
    close: () => pool.end(),
  };
}

function isRefusal(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false;
  return refusalClasses.has(error.code?.slice(0, 2) ?? '');
}
