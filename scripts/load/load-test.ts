/** A whole load test: log in, make what is needed, run, ask the monitor, judge, remove what was made. */
import { randomBytes } from 'node:crypto';
import { createRandom } from '../random.ts';
import { openAccounts } from './accounts.ts';
import { createApi } from './api.ts';
import { makeBelongings } from './belongings.ts';
import type { Options } from './options.ts';
import { judge, type Report } from './report.ts';
import { type Moment, type Run, startRun } from './run.ts';
import { createTraffic } from './traffic.ts';
import { type Monitored, usualBudget } from './verdict.ts';

export type LoadTestOptions = Pick<
  Options,
  | 'users'
  | 'spawn-rate'
  | 'run-time'
  | 'think-time'
  | 'host'
  | 'tags'
  | 'email'
  | 'password'
  | 'budget-ms'
  | 'seed'
>;

export type Watchers = {
  onStart?: (run: Run) => void;
  onMoment?: (moment: Moment) => void;
  /** One line each: what is being done. */
  say?: (line: string) => void;
};

/** @throws Error when the server cannot be logged in to or does not let the run make what it needs. */
export async function loadTest(options: LoadTestOptions, watchers: Watchers = {}): Promise<Report> {
  const { say = () => {} } = watchers;
  const random = createRandom(options.seed);
  const runId = randomBytes(4).toString('hex');
  const api = createApi(options.host);
  say(`Logging in at ${options.host} …`);
  const accounts = await openAccounts(api, options, runId, random);
  try {
    say(`Writing entries and pictures of its own (type load_${runId}) …`);
    const belongings = await makeBelongings(api, () => accounts.token('admin'), runId);
    const traffic = createTraffic(options.host);
    try {
      const startMs = performance.now();
      const run = startRun({
        crowd: {
          users: options.users,
          spawnPerSecond: options['spawn-rate'],
          thinkMs: options['think-time'],
        },
        runTimeMs: options['run-time'],
        tags: options.tags,
        grounds: belongings,
        traffic,
        token: accounts.token,
        random,
        onMoment: watchers.onMoment,
      });
      watchers.onStart?.(run);
      await run.finished;
      const seconds = (performance.now() - startMs) / 1_000;
      return judge({
        seconds,
        total: run.tally.total(),
        endpoints: run.tally.endpoints(),
        faults: run.faults,
        budget: { ...usualBudget, poorMs: options['budget-ms'] },
        monitored: await askMonitor(api, accounts.token('admin')),
      });
    } finally {
      await traffic.close();
      say('Removing what was written …');
      await belongings.remove();
    }
  } finally {
    await accounts.close();
  }
}

/** A server without a monitor is measured all the same. */
async function askMonitor(api: ReturnType<typeof createApi>, token: string): Promise<readonly Monitored[]> {
  const told = await api
    .call<{ endpoints: Monitored[] }>('GET', 'metrics/performance/endpoints', { as: token })
    .catch(() => undefined);
  return told?.endpoints ?? [];
}
