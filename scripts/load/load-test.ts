/** A whole load test: log in, make what is needed, run, ask the monitor, judge, remove what was made. */
import { randomBytes } from 'node:crypto';
import { createRandom } from '../random.ts';
import { openAccounts } from './accounts.ts';
import { type Api, createApi } from './api.ts';
import { makeBelongings } from './belongings.ts';
import { compareWith } from './comparison.ts';
import { type Figures, findOwnMonitor, type Monitor, openIngest, readIngestAtRest } from './monitors.ts';
import type { Options } from './options.ts';
import { judge, type Report } from './report.ts';
import { type Moment, type Run, startRun } from './run.ts';
import { createTraffic } from './traffic.ts';
import { usualBudget } from './verdict.ts';

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
  | 'compare'
  | 'compare-password'
  | 'site'
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
      const monitors = await openMonitors(api, () => accounts.token('admin'), options);
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
      const endpoints = run.tally.endpoints();
      if (monitors.length > 0) say('Asking the monitors …');
      return judge({
        seconds,
        total: run.tally.total(),
        endpoints,
        faults: run.faults,
        budget: { ...usualBudget, poorMs: options['budget-ms'] },
        compared: await Promise.all(
          monitors.map(({ monitor, before }) => compareWith(monitor, before, endpoints)),
        ),
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

/**
 * Those that can be asked, each with what it had counted before the run.
 * @throws Error when a comparison is wanted and one of the two cannot be asked.
 */
async function openMonitors(
  api: Api,
  token: () => string,
  { compare, email, password, 'compare-password': comparePassword = password, site }: LoadTestOptions,
): Promise<{ monitor: Monitor; before: Figures }[]> {
  const own = await findOwnMonitor(api, token);
  if (compare === undefined) return own ? [{ monitor: own, before: await own.read() }] : [];
  if (!own) throw new Error('There is nothing to compare with: the server has no monitor.');

  const ingest = await openIngest(compare, { email, password: comparePassword }, site, Date.now());
  const arrived = await readIngestAtRest(ingest, own);
  return [
    { monitor: own, before: await own.read() },
    { monitor: ingest, before: arrived },
  ];
}
