/** The jobs' thread: what the leading process does by the clock. */
import { parentPort, workerData } from 'node:worker_threads';
import { evaluateBudgets } from '../budgets/evaluate.ts';
import { createMeasure } from '../budgets/measure.ts';
import { createRollUps } from '../rollup/run.ts';
import { openPostgresStore } from '../store/postgres/store.ts';
import type { Stop } from '../thread.ts';
import { startLeader } from './leader.ts';
import type { FromJobs, JobSettings } from './messages.ts';
import { startSchedule } from './schedule.ts';

if (!parentPort) throw new Error('This is a worker thread of ingest; start main.js.');
const port = parentPort;
// Set by host.ts, the only one that starts this file.
const { databaseUrl, retention } = workerData as JobSettings;
const tell = (message: FromJobs): void => port.postMessage(message);
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const store = await openPostgresStore({
  databaseUrl,
  retention,
  poolSize: 3,
  isMigrated: true,
  onError: () => {},
});
const rollUps = createRollUps(store);
const measure = createMeasure(store);
const onUnmeasured = (error: unknown): void => tell({ type: 'unmeasured', reason: reasonOf(error) });

const leader = startLeader(store);
const schedule = startSchedule(
  [
    { name: 'erase', when: '* * * * *', run: store.eraseDeletedSites },
    { name: 'roll up', when: '*/30 * * * * *', run: rollUps },
    {
      name: 'budgets',
      when: '* * * * *',
      run: (term) => evaluateBudgets(store, measure, { term, nowMs: Date.now(), onFailure: onUnmeasured }),
    },
    { name: 'tidy', when: '7 * * * *', run: store.tidy },
  ],
  leader,
  (job, error) => tell({ type: 'failed', job, reason: reasonOf(error) }),
);

port.once('message', async (_stop: Stop) => {
  await schedule.stop();
  await leader.stop();
  await store.close();
  port.close();
});
