/** Opens everything in order, listens, and on SIGTERM closes it in the opposite order. */
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { type Logger, pino } from 'pino';
import { createApp } from './app.ts';
import { dropOldPartitions, ensurePartitions } from './audit/partitions.ts';
import { createAccessTokens, signingSecret } from './auth/access-token.ts';
import { forgetExpiredSessions } from './auth/sessions.ts';
import { type Cache, createCache } from './cache/cache.ts';
import { listenForChanges } from './cache/changes.ts';
import { createMemoryStore } from './cache/memory-store.ts';
import { openRedisStore } from './cache/redis-store.ts';
import { type Config, readConfig } from './config.ts';
import { publishDue } from './content/schedule.ts';
import { forgetOldVersions } from './content/versions.ts';
import { createTypes } from './content-types/types.ts';
import { migrate } from './db/migrate.ts';
import { oneAtATime } from './db/sql.ts';
import { forgetOldHits } from './http/hits.ts';
import { forgetOldKeys } from './http/idempotency.ts';
import { startJobs } from './jobs.ts';
import { faultEndpoints } from './magazine/faults.ts';
import { drawPictures } from './magazine/pictures.ts';
import { magazineEndpoints } from './magazine/routes.ts';
import { demoLocales, demoReadings, seedDemo } from './magazine/seed.ts';
import { openFolder } from './media/folder.ts';
import { startImages } from './media/images.ts';
import { createLibrary } from './media/library.ts';
import { forgetOldClaims } from './media/store.ts';
import { createCmsMonitor } from './monitor.ts';
import { rememberFirstLocale } from './search/store.ts';
import { ensureFirstAdmin } from './users/first-admin.ts';
import { ensureBuiltInRoles } from './users/roles.ts';
import { startDeliveries, usualRetries } from './webhooks/deliver.ts';
import { createSend } from './webhooks/send.ts';
import { forgetOldDeliveries } from './webhooks/store.ts';

const closeWithinMs = 5_000;
/** An upload without a byte for so long is given up. */
const uploadIdleMs = 20_000;
const webhookTimeoutMs = 10_000;

const config = readConfig(process.env);
const log = pino({ level: config.LOG_LEVEL, base: { service: 'cms-api' } });
const monitor = createCmsMonitor(config, log);

await migrate(config.CMS_DATABASE_URL);
const pool = monitor.createPool({
  connectionString: config.CMS_DATABASE_URL,
  instances: config.CMS_INSTANCES,
});
pool.on('error', (error) => log.warn({ err: error }, 'a database connection was lost'));

const generated = await oneAtATime(pool, async (db) => {
  await ensurePartitions(db, new Date());
  await ensureBuiltInRoles(db);
  return await ensureFirstAdmin(db, config.ADMIN_EMAIL, config.ADMIN_PASSWORD);
});
if (generated) process.stdout.write(`First admin of the CMS: ${config.ADMIN_EMAIL} / ${generated}\n`);

await rememberFirstLocale(pool, config.CMS_LOCALES[0] ?? 'en');

const types = createTypes(pool);
const cache = await openCache(config, log);
const deliveries = startDeliveries(
  pool,
  createSend({ allowed: config.CMS_WEBHOOK_NETWORKS, timeoutMs: webhookTimeoutMs }),
  {
    retryAfterMs: usualRetries,
    leaseMs: 2 * webhookTimeoutMs,
    lookEveryMs: 30_000,
    random: Math.random,
    onFault: (error) => log.warn({ err: error }, 'webhooks were not looked at; they are again'),
  },
);
const changes = listenForChanges(
  config.CMS_DATABASE_URL,
  (tags) => {
    if (tags.includes('types')) types.forget();
    if (tags.includes('webhooks')) deliveries.wake();
    cache?.forget(tags);
  },
  () => {
    types.forget();
    cache?.clear();
  },
);

const images = startImages(new URL('./media/worker.js', import.meta.url));
const library = createLibrary({
  db: pool,
  folder: await openFolder(resolve(config.DATA_DIR, 'media')),
  images,
  idleMs: uploadIdleMs,
  onFault: (error) =>
    log.warn({ err: error }, 'sizes of a picture were not kept; they are made when they are asked for'),
});
await library.sweep();

const closing = new AbortController();
const isDemo = config.CMS_SEED === 'demo' && config.APP_ENV !== 'production';
if (isDemo) {
  const seeded = await seedDemo(pool, { now: new Date(), readings: demoReadings });
  if (seeded) log.info(seeded, 'the demo magazine was written');
  types.forget();
  drawPictures(pool, library, new URL('./magazine/draw-pictures.js', import.meta.url), closing.signal)
    .then((drawn) => drawn > 0 && log.info({ drawn }, 'pictures of the demo magazine were drawn'))
    .catch((error: unknown) =>
      log.warn({ err: error }, 'pictures of the demo magazine were not drawn; the next start tries again'),
    );
}

const jobs = startJobs(
  [
    {
      name: 'publish what is due',
      when: '* * * * *',
      run: async () => {
        await publishDue(pool, types, (entryId, refusal) =>
          log.warn({ entryId, reason: refusal.message }, 'a scheduled entry was not published'),
        );
      },
    },
    {
      name: 'make and drop months of the audit log',
      when: '7 3 * * *',
      run: async () => {
        await oneAtATime(pool, async (db) => {
          await ensurePartitions(db, new Date());
          await dropOldPartitions(db, new Date(), config.CMS_AUDIT_MONTHS);
        });
      },
    },
    {
      name: 'forget what is old',
      when: '27 * * * *',
      run: async () => {
        await forgetOldKeys(pool);
        await forgetOldHits(pool);
        await forgetOldClaims(pool);
        await forgetExpiredSessions(pool);
        await forgetOldDeliveries(pool, config.CMS_WEBHOOK_DAYS);
        await forgetOldVersions(pool, config.CMS_VERSIONS);
      },
    },
  ],
  log,
);

const app = createApp({
  pool,
  types,
  tokens: createAccessTokens(await signingSecret(pool)),
  locales: isDemo ? [...new Set([...config.CMS_LOCALES, ...demoLocales])] : config.CMS_LOCALES,
  library,
  wakeWebhooks: () => deliveries.wake(),
  cache,
  origins: config.CMS_ORIGINS,
  trustProxy: config.TRUST_PROXY,
  ratePerMinute: config.CMS_RATE,
  watch: monitor.express(),
  metrics: (guard) => monitor.metricsRouter({ guard }),
  extras: isDemo ? [...magazineEndpoints, ...(config.DEMO_FAULTS ? faultEndpoints : [])] : [],
  traceId: () => monitor.traceId(),
  onBug: (error, traceId) => log.error({ err: error, traceId }, 'a request failed'),
  onFault: (error) =>
    log.warn({ err: error }, 'rates are counted by each process for itself until the database answers again'),
});
const server = createServer(app);
server.listen(config.CMS_PORT, config.HOST, () => {
  log.info({ host: config.HOST, port: config.CMS_PORT }, 'listening');
});

let isClosing = false;
async function close(): Promise<void> {
  if (isClosing) return;
  isClosing = true;
  closing.abort();
  const closed = new Promise((done) => server.close(done));
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), closeWithinMs).unref();
  await closed;
  await jobs.stop();
  await deliveries.stop();
  images.stop();
  await changes.stop();
  await cache?.stop();
  await monitor.stop();
  await pool.end();
  process.exit(0);
}
process.on('SIGTERM', () => void close());
process.on('SIGINT', () => void close());

async function openCache({ CMS_CACHE_MB, REDIS_URL }: Config, logger: Logger): Promise<Cache | undefined> {
  if (CMS_CACHE_MB === 0) return undefined;
  const onFault = (error: unknown) => logger.warn({ err: error }, 'the cache failed; answers are read anew');
  const store = REDIS_URL
    ? await openRedisStore(REDIS_URL, onFault)
    : createMemoryStore(CMS_CACHE_MB * 1_048_576);
  return createCache(store, { onFault, time: (lookUp) => monitor.cache('responses', lookUp) });
}
