/** Opens everything in order, listens, and on SIGTERM closes it in the opposite order. */
import { createServer } from 'node:http';
import { pino } from 'pino';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { migrate } from './db/migrate.ts';
import { bearerGuard } from './http/bearer-guard.ts';
import { createCmsMonitor } from './monitor.ts';
import { demoReadings, seedDemo } from './seed/seed.ts';

const closeWithinMs = 5_000;

const config = readConfig(process.env);
const log = pino({ level: config.LOG_LEVEL, base: { service: 'cms-api' } });
const monitor = createCmsMonitor(config, log);

await migrate(config.CMS_DATABASE_URL);
const pool = monitor.createPool({
  connectionString: config.CMS_DATABASE_URL,
  instances: config.CMS_INSTANCES,
});
pool.on('error', (error) => log.warn({ err: error }, 'a database connection was lost'));
if (config.CMS_SEED === 'demo' && config.APP_ENV !== 'production') {
  const seeded = await seedDemo(pool, { now: new Date(), readings: demoReadings });
  if (seeded) log.info(seeded, 'the demo magazine was written');
}

const app = createApp({
  pool,
  origins: config.CMS_ORIGINS,
  watch: monitor.express(),
  metrics: monitor.metricsRouter({ guard: bearerGuard(config.CMS_METRICS_TOKEN) }),
  traceId: () => monitor.traceId(),
  onBug: (error, traceId) => log.error({ err: error, traceId }, 'a request failed'),
});
const server = createServer(app);
server.listen(config.CMS_PORT, config.HOST, () => {
  log.info({ host: config.HOST, port: config.CMS_PORT }, 'listening');
});

let isClosing = false;
async function close(): Promise<void> {
  if (isClosing) return;
  isClosing = true;
  const closed = new Promise((done) => server.close(done));
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), closeWithinMs).unref();
  await closed;
  await monitor.stop();
  await pool.end();
  process.exit(0);
}
process.on('SIGTERM', () => void close());
process.on('SIGINT', () => void close());
