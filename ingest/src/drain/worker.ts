/** The drain's thread: reads the spool's durable bytes and stores them, so that the door's thread only receives. */
import { parentPort, workerData } from 'node:worker_threads';
import { createRouteBook } from '../enrich/route-book.ts';
import { createClientParser } from '../enrich/user-agent.ts';
import { decodeRecord } from '../record.ts';
import type { Segment } from '../spool/spool.ts';
import { openPostgresStore } from '../store/postgres/store.ts';
import { type DrainSource, startDrain } from './loop.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts';
import { storeRecords } from './store-records.ts';

if (!parentPort) throw new Error('This is a worker thread of ingest; start main.js.');
const port = parentPort;
// Set by host.ts, the only one that starts this file.
const settings = workerData as WorkerSettings;
const tell = (message: FromWorker): void => port.postMessage(message);

/** Rules that a person changed, and prefixes that another process learned, count after this time. */
const refreshRoutesMs = 5_000;

let segments: Segment[] = [];
let removedSequence = 0;
const source: DrainSource = {
  oldest: () => segments.find((segment) => segment.durableBytes > 0 || segment.isSealed),
  seal: async () => tell({ type: 'seal' }),
  remove: async ({ sequence }, isDamaged) => {
    removedSequence = sequence;
    segments = segments.filter((segment) => segment.sequence > sequence);
    tell({ type: 'remove', sequence, isDamaged });
  },
};

const store = await openPostgresStore({
  databaseUrl: settings.databaseUrl,
  retention: settings.retention,
  poolSize: 2,
  isMigrated: true,
  onError: () => {},
});
const clientOf = createClientParser();
const routes = createRouteBook(store);
await routes.refresh();
setInterval(() => void routes.refresh().catch(() => {}), refreshRoutesMs).unref();
let inserts = 0;
let lagMs = 0;

const drain = startDrain({
  spool: source,
  store: async (records) => {
    await storeRecords(records, {
      store,
      clientOf,
      routes,
      onDeadLetter: (reason) => tell({ type: 'dead-letter', reason }),
    });
    const [first] = records;
    if (first) lagMs = Date.now() - decodeRecord(first).facts.receivedAtMs;
    inserts += 1;
    if (inserts === settings.crashAfterInserts) process.kill(process.pid, 'SIGKILL');
  },
  onBatch: (records, durationMs) => tell({ type: 'batch', records, durationMs, lagMs }),
  onDamage: (segment, bytes) => tell({ type: 'damage', path: segment.path, bytes }),
  onRetry: (error, waitMs) =>
    tell({ type: 'retry', reason: error instanceof Error ? error.message : String(error), waitMs }),
});

port.on('message', (message: ToWorker) => void receive(message));

async function receive(message: ToWorker): Promise<void> {
  switch (message.type) {
    case 'segments':
      // A removal may have crossed this message on its way.
      segments = message.segments.filter((segment) => segment.sequence > removedSequence);
      return;
    case 'empty':
      tell({ type: 'emptied', isEmpty: await drain.empty(message.withinMs) });
      return;
    case 'stop':
      await drain.stop();
      await store.close();
      port.close();
  }
}
