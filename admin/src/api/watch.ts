/**
 * Keeps one question to the server answered: asks at once, then again and again while the page is visible.
 * The last answer stays on screen while a newer one is on its way or fails; the state says so.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Answer, Failure } from './client.ts';

export type WatchState<T> =
  | { status: 'loading' }
  | { status: 'failed'; failure: Failure }
  | {
      status: 'ready';
      value: T;
      loadedAtMs: number;
      /** The newest attempt failed: what is shown is older than it should be. */
      failure: Failure | null;
      /** The question has changed and this still answers the one before. */
      isOutdated: boolean;
    };

export type Question = {
  /** Names what is asked; another key is another question. */
  key: string;
  /** Made anew for every attempt, because "the last hour" moves. */
  path: () => string;
  /** Pause between attempts; null asks once. */
  everyMs: number | null;
};

export type Watch<T> = {
  state: ReadonlySignal<WatchState<T>>;
  ask(question: Question): void;
  retry(): void;
  stop(): void;
};

/** What the watch needs of its surroundings, so that a test can be the browser. */
export type WatchSurroundings = {
  isVisible: () => boolean;
  /** Calls back when the page becomes visible again; returns how to stop listening. */
  onVisible: (listener: () => void) => () => void;
  nowMs: () => number;
};

const longestPauseMs = 30_000;

export function createWatch<T>(
  get: (path: string, signal: AbortSignal) => Promise<Answer<T>>,
  surroundings: WatchSurroundings,
): Watch<T> {
  const state = signal<WatchState<T>>({ status: 'loading' });
  let question: Question | null = null;
  let flight: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let lastText: string | null = null;

  const stopListening = surroundings.onVisible(() => {
    if (question && question.everyMs !== null && !flight) attempt(question);
  });

  async function attempt(asked: Question): Promise<void> {
    clearTimeout(timer);
    flight?.abort();
    const own = new AbortController();
    flight = own;
    const answer = await get(asked.path(), own.signal);
    if (flight !== own) return;

    flight = null;
    settle(answer);
    if (asked.everyMs === null || !surroundings.isVisible()) return;
    const pauseMs = Math.min(asked.everyMs * 2 ** failures, Math.max(longestPauseMs, asked.everyMs));
    timer = setTimeout(() => {
      if (surroundings.isVisible()) attempt(asked);
    }, pauseMs);
  }

  function settle(answer: Answer<T>): void {
    const before = state.value;
    if (!answer.ok) {
      failures += 1;
      const { failure } = answer;
      // An answer to another question must not stand in for this one.
      const mayStay = before.status === 'ready' && !before.isOutdated;
      state.value = mayStay ? { ...before, failure } : { status: 'failed', failure };
      return;
    }

    failures = 0;
    // The same bytes keep the same object, so that nothing on screen is computed anew.
    const isSame = before.status === 'ready' && answer.text === lastText;
    lastText = answer.text;
    state.value = {
      status: 'ready',
      value: isSame ? before.value : answer.value,
      loadedAtMs: surroundings.nowMs(),
      failure: null,
      isOutdated: false,
    };
  }

  return {
    state,
    ask(next) {
      if (question?.key === next.key && question.everyMs === next.everyMs) return;
      const isSettled = question?.key === next.key && next.everyMs === null && !flight;
      if (question?.key !== next.key) {
        failures = 0;
        state.value =
          state.value.status === 'ready' ? { ...state.value, isOutdated: true } : { status: 'loading' };
      }
      question = next;
      if (isSettled) clearTimeout(timer);
      else attempt(next);
    },
    retry() {
      if (!question) return;
      failures = 0;
      if (state.value.status === 'failed') state.value = { status: 'loading' };
      attempt(question);
    },
    stop() {
      clearTimeout(timer);
      flight?.abort();
      flight = null;
      question = null;
      stopListening();
    },
  };
}
