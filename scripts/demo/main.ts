/** The demo website as a process of its own: a magazine that is rendered here out of what cms-api tells. */
import { createMonitor } from '@throughline/node';
import { createApp } from './app.ts';
import { createCms } from './cms.ts';
import { readConfig } from './config.ts';

const closeWithinMs = 5_000;

const config = readConfig(process.env);
const monitor = createMonitor({
  service: 'demo-site',
  endpoint: config.INGEST_URL,
  token: config.THROUGHLINE_TOKEN,
  environment: config.APP_ENV,
});
const app = createApp({
  site: { ingestOrigin: config.INGEST_URL, cmsOrigin: config.CMS_URL },
  cms: createCms(config.CMS_URL),
  hasFaults: config.DEMO_FAULTS,
  watch: monitor.express(),
  traceId: () => monitor.traceId(),
  onBug: (error, traceId) => console.error(`demo-site: a page failed, trace ${traceId}`, error),
});
const server = app.listen(config.DEMO_PORT, config.HOST, (error) => {
  if (error) throw error;
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
  process.exit(0);
}
process.on('SIGTERM', () => void close());
process.on('SIGINT', () => void close());
