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
import { createBudgetStore } from './budgets.ts';
import { readDataHealth } from './data-health.ts';
import { createSpans, type Database, defaultRetention, type Retention } from './database.ts';
import { eraseVisit, markStale } from './erase.ts';
import { insertReports } from './insert-reports.ts';
import { insertViews } from './insert-views.ts';
import { isAway } from './is-away.ts';
import { lead, stepDown, tidy } from './jobs.ts';
import { readLatestRequests } from './latest-requests.ts';
import { createLiveStore } from './live.ts';
import { measure } from './measure.ts';
import { migrate, type Waiting } from './migrate.ts';
import { createPartitions } from './partitions.ts';
import {
  listTraces,
  readN1Findings,
  readPartSeries,
  readParts,
  readSystemSamples,
  readValues,
} from './read-servers.ts';
import { readStatements } from './read-statements.ts';
import { readViews } from './read-views.ts';
import { readTraces, readView } from './read-whole-view.ts';
import { countRefusals } from './refusals.ts';
import { insertReportedBudgets } from './reported-budgets.ts';
import { readStaleBuckets, rollUp } from './roll-up.ts';
import { claimRoutes, learnPrefix, putRouteRules, readRouteKnowledge, readRouteRules } from './routes.ts';
import { readAttributed, sampleViews } from './sample-views.ts';
import { createSettingsStore } from './settings.ts';
import { createSiteNumbers } from './site-numbers.ts';
import { rows, run, sql, transaction } from './sql.ts';
import { readStorage } from './storage.ts';
import { createWords } from './words.ts';

export type { Store, StoredView } from '../store.ts';

export type PostgresOptions = {
  databaseUrl: string;
  /** Connections this process may hold, default 10. */
  poolSize?: number;
  /** What to do while the database is not there yet. */
  waiting?: Waiting;
  /** Another thread of this process has brought the schema up to date. */
  isMigrated?: boolean;
  /** Days that each kind of row is kept. Default: views 30, their bodies 7, rollups 400, reports 14. */
  retention?: Partial<Retention>;
  /** The clock that retention and the running hour go by, Unix ms. */
  now?: () => number;
  /** Told of errors on idle connections, e.g. when the server restarts. */
  onError?: (error: Error) => void;
};

/** Classes of SQLSTATE that say "this data", not "this server": data exception, integrity, program limit exceeded. */
const refusalClasses = new Set(['22', '23', '54']);

/** Brings the schema up to date, then opens the database. */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  if (!options.isMigrated) await migrate(options.databaseUrl, options.waiting);
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    application_name: 'throughline-ingest',
  });
  pool.on('error', (error) => options.onError?.(error));
  const retention = { ...defaultRetention, ...options.retention };
  const nowMs = options.now ?? Date.now;
  const db: Database = {
    pool,
    sites: createSiteNumbers(pool),
    words: createWords(pool),
    partitions: createPartitions(pool),
    retention,
    nowMs,
    ...createSpans(retention, nowMs),
  };

  return {
    ...createSettingsStore(pool),
    ...createBudgetStore(pool),
    ...createLiveStore(pool, options.databaseUrl),
    insertViews: (views) => insertViews(db, views),
    insertReports: async (reports) => {
      await insertReports(db, reports);
      await insertReportedBudgets(pool, reports);
    },
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

    measure: (site, question) => measure(db, site, question),
    sample: (site, question) => sampleViews(db, site, question),
    attributed: (site, question) => readAttributed(db, site, question),
    views: (site, range, list) => readViews(db, site, range, list),
    view: (site, id) => readView(db, site, id),
    traces: (site, traceIds) => readTraces(db, site, traceIds),
    parts: (site, question) => readParts(db, site, question),
    partSeries: (site, question) => readPartSeries(db, site, question),
    statements: (site, fingerprints) => readStatements(db, site, fingerprints),
    listTraces: (site, question) => listTraces(db, site, question),
    systemSamples: (site, range, most) => readSystemSamples(db, site, range, most),
    latestRequests: (site, names) => readLatestRequests(db, site, names),
    n1Findings: (site, sinceMs) => readN1Findings(db, site, sinceMs),
    values: (site, dimension, range) => readValues(db, site, dimension, range),

    staleBuckets: (most) => readStaleBuckets(db, most),
    rollUp: (term, bucket) => rollUp(db, term, bucket),
    markStale: (site) => markStale(db, site),
    dataHealth: (site, range) => readDataHealth(db, site, range),
    storage: () => readStorage(db),
    eraseVisit: (site, visitId) => eraseVisit(db, site, visitId),

    routeKnowledge: () => readRouteKnowledge(pool),
    routeRules: (site) => readRouteRules(pool, site),
    putRouteRules: (site, rules) => transaction(pool, (client) => putRouteRules(client, site, rules)),
    learnPrefix: (site, prefix) => learnPrefix(pool, site, prefix),
    claimRoutes: (site, day, routes, most) =>
      transaction(pool, (client) => claimRoutes(client, site, day, routes, most)),
    countRefusals: (refusals) => countRefusals(pool, refusals),

    lead: (holder, leaseMs) => lead(pool, holder, leaseMs),
    stepDown: (holder) => stepDown(pool, holder),
    tidy: (term) => tidy(db, term),

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
