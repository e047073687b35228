/** Views that the ingest did not take: kept in bounds, tried again with back-off, carried to the next page of the visit. */

import { safely } from '../page/safely.ts';
import type { Shelf } from '../page/storage.ts';
import type { Answer } from './deliver.ts';
import { bytesOf } from './fit.ts';

/** At most so many views and UTF-8 bytes wait; the oldest give way. */
const most = { views: 50, bytes: 65_536 };

/** Full jitter: a random share of a doubling span that ends at five minutes. */
const firstSpanMs = 1_000;
const longestSpanMs = 300_000;

export type Waiting = { id: string; text: string };

type Kept = { waiting: Waiting[]; failures: number; restMs: number; lost: number };

export type Backlog = {
  /** Whether the last answer was a failure, so that nothing new should be tried now. */
  isFailing(): boolean;
  /** Views lost since the last success. */
  lost(): number;
  /** Keeps a view, replacing an older revision of it. */
  add(view: Waiting): void;
  /** Takes in what came of a sending, and how many lost views that body told of. */
  heard(answer: Answer, toldLost?: number): void;
  /** Writes down for the next page of the visit. */
  save(): void;
  /** Forgets everything for good. */
  clear(): void;
};

type Needs = {
  post(body: string, bytes: number): Promise<Answer>;
  shelf: Shelf;
  /** Clock that never jumps, milliseconds. */
  now(): number;
  random(): number;
  /** Whether sending is allowed now. */
  maySend(): boolean;
  /** Told when the page comes back to a network. */
  whenOnline(run: () => void): void;
};

export function createBacklog({ post, shelf, now, random, maySend, whenOnline }: Needs): Backlog {
  let { waiting, failures, restMs, lost } = parseKept(shelf.read());
  let dueMs = now() + restMs;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const schedule = () => {
    if (timer || !waiting.length) return;
    timer = setTimeout(safely(attempt), Math.max(0, dueMs - now()));
  };

  const attempt = async () => {
    const [next] = waiting;
    timer = undefined;
    if (!next || !maySend()) return;
    // Offline, every try would fail and cost the console a line.
    if (navigator.onLine === false) return whenOnline(schedule);

    const answer = await post(next.text, bytesOf(next.text));
    // A newer revision may have taken its place meanwhile.
    if (answer.is !== 'failed') waiting = waiting.filter((view) => view !== next);
    heard(answer);
    schedule();
  };

  const heard = (answer: Answer, toldLost = 0) => {
    if (answer.is === 'failed') {
      const spanMs = Math.min(firstSpanMs * 2 ** failures, longestSpanMs);
      failures += 1;
      dueMs = now() + Math.max(random() * spanMs, answer.afterMs);
    } else {
      failures = 0;
      lost += answer.is === 'refused' ? 1 : -toldLost;
      dueMs = 0;
    }
    schedule();
  };

  schedule();
  return {
    heard,
    isFailing: () => failures > 0,
    lost: () => lost,
    add(view) {
      waiting = waiting.filter(({ id }) => id !== view.id);
      waiting.push(view);
      while (waiting.length > most.views || bytesOf(waiting.map(({ text }) => text).join('')) > most.bytes) {
        waiting.shift();
        lost += 1;
      }
      schedule();
    },
    save() {
      const kept: Kept = { waiting, failures, restMs: Math.max(0, dueMs - now()), lost };
      shelf.write(waiting.length || lost ? JSON.stringify(kept) : '');
    },
    clear() {
      waiting = [];
      lost = 0;
      clearTimeout(timer);
      shelf.write('');
    },
  };
}

/** What an earlier page left, if it is still what that page wrote. */
function parseKept(text: string | null | undefined): Kept {
  const none = { waiting: [], failures: 0, restMs: 0, lost: 0 };
  const kept: Kept | undefined = text ? safely(JSON.parse)(text) : undefined;
  return Array.isArray(kept?.waiting) ? { ...none, ...kept } : none;
}
