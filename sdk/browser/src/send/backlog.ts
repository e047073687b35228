/**
 * Views that the ingest did not take: kept in bounds, tried again with back-off, carried to the next page of the visit.
 * So are views that were sent while their page was left: nobody heard what became of them, and the next answer speaks for
 * them too. While the ingest is well, only such views wait here.
 */
import { limits } from '@throughline/protocol/limits';
import { type Answer, refused, taken } from './deliver.ts';
import { isWithin } from './fit.ts';

/** At most so many views and UTF-8 bytes wait; the oldest give way. */
const mostViews = 50;
const mostBytes = 65_536;

/** Full jitter: a random share of a span that doubles with each failure, up to five minutes. */
const firstSpanMs = 1_000;
const longestSpanMs = 300_000;

/** A view's id and its body. */
type Waiting = [id: string, text: string];

/** How it is carried on; empty when nothing was. */
export type Stored = [] | [waiting: Waiting[], failures: number, restMs: number, lost: number];

export type Backlog = {
  /** Whether a failure was heard and views wait for another try, so that nothing new should be tried now. */
  isFailing(): boolean;
  /** Views lost since this was last asked. */
  takeLost(): number;
  /** Keeps a view, replacing an older revision of it. */
  keep(id: string, text: string): void;
  /** Takes in what came of a sending. */
  heard(answer: Answer): void;
  /** What the next page of the visit goes on with. */
  toStore(): Stored;
};

/**
 * @param stored What an earlier page of the visit left.
 * @param now Clock that never jumps, milliseconds.
 */
export function createBacklog(
  post: (text: string) => Promise<Answer>,
  maySend: () => boolean,
  stored: Stored,
  now: () => number = () => performance.now(),
  random: () => number = Math.random,
): Backlog {
  let [waiting = [], failures = 0, restMs = 0, lost = 0] = stored;
  let dueMs = now() + restMs;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const schedule = () => {
    if (!timer && failures && waiting[0]) timer = setTimeout(attempt, dueMs - now());
  };

  const attempt = async () => {
    const [next] = waiting;
    timer = undefined;
    if (!next || !maySend()) return;
    // Offline, every try would fail and cost the console a line.
    if (navigator.onLine === false) return addEventListener('online', schedule, { once: true });

    const answer = await post(next[1]);
    // A newer revision may have taken its place meanwhile.
    if (answer <= taken) waiting = waiting.filter((view) => view !== next);
    heard(answer);
  };

  const heard = (answer: Answer) => {
    if (answer > taken) {
      const spanMs = Math.min(firstSpanMs * 2 ** failures, longestSpanMs);
      failures += 1;
      // A day is the longest that is waited: timers overflow soon after.
      dueMs = now() + Math.min(Math.max(random() * spanMs, answer), limits.durationMs);
    } else {
      if (!failures) waiting = [];
      failures = waiting[0] ? 1 : 0;
      dueMs = 0;
      if (answer === refused) lost += 1;
    }
    schedule();
  };

  schedule();
  return {
    heard,
    isFailing: () => failures > 0,
    takeLost() {
      const told = lost;
      lost = 0;
      return told;
    },
    keep(id, text) {
      waiting = [...waiting.filter((view) => view[0] !== id), [id, text]];
      while (waiting[mostViews] || !isWithin(`${waiting}`, mostBytes)) {
        waiting.shift();
        if (failures) lost += 1;
      }
      schedule();
    },
    toStore: () => [waiting, failures, Math.max(0, dueMs - now()), lost],
  };
}
