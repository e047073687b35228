import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Answer } from './client.ts';
import { createWatch } from './watch.ts';

let answers: Answer<number>[];
let isVisible: boolean;
let becomeVisible: () => void;

const good = (value: number): Answer<number> => ({ ok: true, value, text: String(value) });
const bad: Answer<number> = { ok: false, failure: { kind: 'unreachable' } };

function watchNumbers() {
  const get = vi.fn(async (_path: string) => answers.shift() ?? bad);
  const watch = createWatch(get, {
    isVisible: () => isVisible,
    onVisible: (listener) => {
      becomeVisible = listener;
      return () => {};
    },
    nowMs: () => Date.now(),
  });
  return { get, watch };
}

beforeEach(() => {
  vi.useFakeTimers();
  answers = [];
  isVisible = true;
});
afterEach(() => vi.useRealTimers());

it('asks again after the pause', async () => {
  answers = [good(1), good(2)];
  const { watch } = watchNumbers();

  watch.ask({ key: 'a', path: () => '/a', everyMs: 2_000 });
  await vi.advanceTimersByTimeAsync(2_000);

  expect(watch.state.value).toMatchObject({ status: 'ready', value: 2 });
});

it('keeps the last answer and says it is stale when a later attempt fails', async () => {
  answers = [good(1), bad];
  const { watch } = watchNumbers();

  watch.ask({ key: 'a', path: () => '/a', everyMs: 2_000 });
  await vi.advanceTimersByTimeAsync(2_000);

  expect(watch.state.value).toMatchObject({ status: 'ready', value: 1, failure: { kind: 'unreachable' } });
});

it('asks less and less often while it fails', async () => {
  const { get, watch } = watchNumbers();

  watch.ask({ key: 'a', path: () => '/a', everyMs: 2_000 });
  await vi.advanceTimersByTimeAsync(13_000);

  expect(get).toHaveBeenCalledTimes(3);
});

it('rests while hidden and asks at once when visible again', async () => {
  answers = [good(1), good(2)];
  const { get, watch } = watchNumbers();
  watch.ask({ key: 'a', path: () => '/a', everyMs: 2_000 });
  await vi.advanceTimersByTimeAsync(0);

  isVisible = false;
  await vi.advanceTimersByTimeAsync(60_000);
  const whileHidden = get.mock.calls.length;
  isVisible = true;
  becomeVisible();
  await vi.advanceTimersByTimeAsync(0);

  expect(whileHidden).toBe(1);
  expect(watch.state.value).toMatchObject({ value: 2 });
});

it('shows the former answer as outdated until the new question is answered', async () => {
  answers = [good(1), good(2)];
  const { watch } = watchNumbers();
  watch.ask({ key: 'a', path: () => '/a', everyMs: null });
  await vi.advanceTimersByTimeAsync(0);

  watch.ask({ key: 'b', path: () => '/b', everyMs: null });
  const meanwhile = watch.state.value;
  await vi.advanceTimersByTimeAsync(0);

  expect(meanwhile).toMatchObject({ value: 1, isOutdated: true });
  expect(watch.state.value).toMatchObject({ value: 2, isOutdated: false });
});

it('does not let the former answer stand in when the new question fails', async () => {
  answers = [good(1), bad];
  const { watch } = watchNumbers();
  watch.ask({ key: 'a', path: () => '/a', everyMs: null });
  await vi.advanceTimersByTimeAsync(0);

  watch.ask({ key: 'b', path: () => '/b', everyMs: null });
  await vi.advanceTimersByTimeAsync(0);

  expect(watch.state.value).toEqual({ status: 'failed', failure: { kind: 'unreachable' } });
});

it('drops an answer that arrives after its question was replaced', async () => {
  const { get, watch } = watchNumbers();
  let answerLate: (answer: Answer<number>) => void = () => {};
  get.mockImplementationOnce(
    () =>
      new Promise((resolve) => {
        answerLate = resolve;
      }),
  );
  answers = [good(2)];

  watch.ask({ key: 'a', path: () => '/a', everyMs: null });
  watch.ask({ key: 'b', path: () => '/b', everyMs: null });
  await vi.advanceTimersByTimeAsync(0);
  answerLate(good(1));
  await vi.advanceTimersByTimeAsync(0);

  expect(watch.state.value).toMatchObject({ value: 2 });
});

it('stops asking without a last attempt when nothing can change any more', async () => {
  answers = [good(1)];
  const { get, watch } = watchNumbers();
  watch.ask({ key: 'a', path: () => '/a', everyMs: 2_000 });
  await vi.advanceTimersByTimeAsync(0);

  watch.ask({ key: 'a', path: () => '/a', everyMs: null });
  await vi.advanceTimersByTimeAsync(10_000);

  expect(get).toHaveBeenCalledTimes(1);
});

it('keeps the same object when the same bytes arrive', async () => {
  const { get, watch } = watchNumbers();
  get.mockImplementation(async () => ({ ok: true, value: { fresh: true } as never, text: 'same' }));
  watch.ask({ key: 'a', path: () => '/a', everyMs: 2_000 });
  await vi.advanceTimersByTimeAsync(0);
  const first = watch.state.value;

  await vi.advanceTimersByTimeAsync(2_000);

  expect(watch.state.value).toMatchObject({ value: (first as { value: unknown }).value });
  expect((watch.state.value as { value: unknown }).value).toBe((first as { value: unknown }).value);
});
