/** Opens everything in order, listens, and on SIGTERM closes it in the opposite order. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { startDrainHost } from './drain/host.ts';
import { createSdkFile } from './files/sdk.ts';
import { ensureFirstAdmin } from './first-admin.ts';
import { createMetrics } from './health/metrics.ts';
import { startJobs } from './jobs/host.ts';
import { createLiveHub } from './live/hub.ts';
import { createAdmission } from './receive/admission.ts';
import { createRefusals } from './receive/refusals.ts';
import { adminSite, provideAdminSite } from './sites/admin-site.ts';
import { closeDemoSite, provideDemoSite } from './sites/demo-site.ts';
import { createDirectory } from './sites/directory.ts';
import { openSpool } from './spool/spool.ts';
import { isEmbeddedOver, startEmbedded } from './store/postgres/embedded.ts';
import { openPostgresStore } from './store/postgres/store.ts';

/** From the signal to the end. What is durable by then and not stored, the next start stores. */
const endWithinMs = 8_000;
const answerWithinMs = 3_000;
const letGoWithinMs = 1_500;
const flushRefusalsMs = 10_000;
/** After a power cut the database comes back later than this process. */
const waitForDatabaseMs = 120_000;

const config = readConfig(process.env);
const log = pino({ level: config.LOG_LEVEL, base: { service: 'ingest' } });
const metrics = createMetrics();

const embedded = config.DATABASE_URL
  ? undefined
  : await startEmbedded({ dataDir: config.DATA_DIR, log: (message) => log.warn(message) });
const databaseUrl = config.DATABASE_URL ?? (await embedded?.database('throughline')) ?? '';
const store = await openPostgresStore({
  databaseUrl,
  retention: config.retention,
  waiting: {
    withinMs: waitForDatabaseMs,
    onWait: (error) => log.warn({ err: error }, 'the database is not there yet'),
  },
  onError: (error) => log.warn({ err: error }, 'a database connection was lost'),
});
if (config.APP_ENV === 'production') await closeDemoSite(store);
else await provideDemoSite(store, { origins: config.DEMO_ORIGINS, tokens: config.demoTokens });
if (config.ADMIN_SITE === 'on') await provideAdminSite(store);
const password = await ensureFirstAdmin(store, config.ADMIN_EMAIL, config.ADMIN_PASSWORD);
// The one secret that is ever printed, once, because nobody else can know it.
if (password) process.stdout.write(`First admin: ${config.ADMIN_EMAIL} / ${password}\n`);

let onSpoolChange = (): void => {};
const spool = await openSpool({
  dir: join(config.DATA_DIR, 'spool'),
  mostBytes: config.SPOOL_BYTES,
  segmentBytes: config.SPOOL_SEGMENT_BYTES,
  onSync: (durationMs) => metrics.syncSeconds.observe(durationMs / 1_000),
  onChange: () => onSpoolChange(),
  onStep: config.CRASH_AT ? crashAt(config.CRASH_AT, config.CRASH_COUNT) : undefined,
});
const directory = createDirectory(store, undefined, (error) =>
  log.warn({ err: error }, 'the site directory is stale'),
);
await directory.refresh();

const drain = startDrainHost({
  spool,
  settings: {
    databaseUrl,
    retention: config.retention,
    crashAfterInserts: config.CRASH_AT === 'after-insert' ? config.CRASH_COUNT : undefined,
  },
  metrics,
  log,
});
onSpoolChange = drain.spoolChanged;

const jobs = startJobs({ databaseUrl, retention: config.retention }, log);

const admission = createAdmission({ addressRate: config.ADDRESS_RATE, siteRate: config.SITE_RATE });
const refusals = createRefusals(metrics, store.countRefusals);
const flushing = setInterval(() => {
  refusals.flush().catch((error: unknown) => log.warn({ err: error }, 'the counts of refusals wait'));
}, flushRefusalsMs);

const live = createLiveHub(store.listenToViews);
const isOwnDisk = await isEmbeddedOver(config.DATA_DIR, databaseUrl);
const server = createApp({
  spool,
  store,
  directory,
  metrics,
  sdk: createSdkFile(),
  log,
  admission,
  refusals,
  trustedProxies: config.TRUST_PROXY,
  isSecure: config.isSecure,
  cdnUrl: config.CDN_URL,
  sendsEarlyHints: config.sendsEarlyHints,
  ...(config.ADMIN_SITE === 'on' && { adminKey: () => directory.writeKeyOf(adminSite) }),
  publicOrigin: config.PUBLIC_URL && new URL(config.PUBLIC_URL).origin,
  checksAnswers: config.APP_ENV === 'development',
  countryHeaders: config.COUNTRY_HEADERS,
  spoolBytes: config.SPOOL_BYTES,
  drainFigures: drain.figures,
  live,
  ...(isOwnDisk && { dataDir: config.DATA_DIR }),
});
server.listen(config.PORT, config.HOST, () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : config.PORT;
  log.info({ host: config.HOST, port }, 'listening');
});

let isClosing = false;
async function close(): Promise<void> {
  if (isClosing) return;
  isClosing = true;
  const endMs = performance.now() + endWithinMs;
  // Streams never end by themselves. Their connection to the database is let go with the others.
  const unheard = live.stop();
  // Stop accepting, let what was read be answered, then what is durable be stored.
  const closed = new Promise((done) => server.close(done));
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), answerWithinMs).unref();
  await closed;
  await spool.seal();
  const isEmpty = await drain.empty(endMs - letGoWithinMs - performance.now());
  if (!isEmpty) log.warn('the spool still holds records; the next start stores them');
  // A database that does not answer must not hold the process.
  await Promise.race([Promise.all([unheard, letGo()]), sleep(letGoWithinMs)]);
  await embedded?.stop();
  process.exit(0);
}
process.on('SIGTERM', () => void close());
process.on('SIGINT', () => void close());

async function letGo(): Promise<void> {
  await drain.stop();
  await jobs.stop();
  directory.stop();
  clearInterval(flushing);
  await refusals.flush().catch(() => {});
  admission.stop();
  await spool.close();
  await store.close();
}

/** For fault tests: ends the process the hard way when the spool passes that point for the `count`th time. */
function crashAt(step: string, count: number): (passed: string) => void {
  let seen = 0;
  return (passed) => {
    if (passed !== step) return;
    seen += 1;
    if (seen === count) process.kill(process.pid, 'SIGKILL');
  };
}
