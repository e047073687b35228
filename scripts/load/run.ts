/** One run: users arrive by the open-loop clock, each sends what the model picks, everything is counted. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.ts';
import { type Arrivals, type Crowd, createArrivals } from './arrivals.ts';
import { createTally, type Percentiles, type Tally } from './tally.ts';
import type { Traffic } from './traffic.ts';
import { createPick, type Grounds, type Tag } from './user-model.ts';

/** One second of a run. */
export type Moment = {
  /** Since the start. */
  atSeconds: number;
  users: number;
  inFlight: number;
  perSecond: number;
  errorsPerSecond: number;
  serviceMs: Percentiles;
  responseMs: Percentiles;
};

export type Run = {
  tally: Tally;
  /** Error answers and faults by what they were, e.g. `POST /api/v1/content/:type 503`. */
  faults: ReadonlyMap<string, number>;
  /** Resolves when the time is over, or after stop(), and every answer has come. */
  finished: Promise<void>;
  change(crowd: Partial<Crowd>): void;
  crowd(): Crowd;
  /** Sends nothing more. */
  stop(): void;
};

export type RunDeps = {
  crowd: Crowd;
  runTimeMs: number;
  tags: readonly Tag[];
  grounds: Grounds;
  traffic: Traffic;
  token: (kind: 'regular' | 'admin') => string;
  random: Random;
  /** Called each second. */
  onMoment?: (moment: Moment) => void;
};

/** Timers of Node count whole milliseconds; what is due within one is sent at once, never early. */
const longestNapMs = 50;

export function startRun(deps: RunDeps): Run {
  const { runTimeMs, grounds, traffic, token, random, onMoment } = deps;
  const tally = createTally();
  const faults = new Map<string, number>();
  const startMs = performance.now();
  const arrivals = createArrivals(deps.crowd, startMs, random);
  const pick = createPick(deps.tags, random);
  let crowd = deps.crowd;
  let inFlight = 0;
  let isStopped = false;
  const pending = new Set<Promise<void>>();

  async function act(intendedAtMs: number): Promise<void> {
    const { endpoint, ask } = pick();
    const asked = ask(grounds, random);
    inFlight += 1;
    const sent = await traffic.send(asked, asked.as && token(asked.as));
    const { status, fault, toldMs, sentAtMs, endedAtMs } = sent;
    inFlight -= 1;
    const isError = status < 200 || (status >= 300 && status !== 304);
    if (isError) countFault(faults, `${endpoint} ${fault ?? status}`);
    const [serviceMs, responseMs] = [endedAtMs - sentAtMs, endedAtMs - intendedAtMs];
    tally.add({ endpoint, isError, serviceMs, responseMs, toldMs });
  }

  async function drive(): Promise<void> {
    const endMs = startMs + runTimeMs;
    for (;;) {
      const nowMs = performance.now();
      for (const intendedAtMs of arrivals.until(Math.min(nowMs, endMs))) {
        const acting = act(intendedAtMs);
        pending.add(acting);
        void acting.finally(() => pending.delete(acting));
      }
      if (isStopped || nowMs >= endMs) break;
      const napMs = Math.min(longestNapMs, arrivals.nextMs() - nowMs, endMs - nowMs);
      await sleep(Math.max(1, Math.ceil(napMs)));
    }
    await Promise.all(pending);
  }

  const watch = watching(arrivals, tally, startMs, () => inFlight, onMoment);
  return {
    tally,
    faults,
    finished: drive().finally(() => clearInterval(watch)),
    change(changes) {
      crowd = { ...crowd, ...changes };
      arrivals.change(changes);
    },
    crowd: () => crowd,
    stop: () => {
      isStopped = true;
    },
  };
}

function watching(
  arrivals: Arrivals,
  tally: Tally,
  startMs: number,
  inFlight: () => number,
  onMoment: RunDeps['onMoment'],
): NodeJS.Timeout {
  let lastMs = startMs;
  return setInterval(() => {
    const nowMs = performance.now();
    const seconds = (nowMs - lastMs) / 1_000;
    lastMs = nowMs;
    const { count, errors, serviceMs, responseMs } = tally.takeInterval();
    onMoment?.({
      atSeconds: Math.round((nowMs - startMs) / 1_000),
      users: arrivals.active(),
      inFlight: inFlight(),
      perSecond: count / seconds,
      errorsPerSecond: errors / seconds,
      serviceMs,
      responseMs,
    });
  }, 1_000);
}

function countFault(faults: Map<string, number>, what: string): void {
  faults.set(what, (faults.get(what) ?? 0) + 1);
}
