import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createBacklog, type Stored } from './backlog.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { onLine: true });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function aBacklog({ answers = [] as number[], stored = [] as Stored, random = (): number => 1 } = {}) {
  const tries: [atMs: number, text: string][] = [];
  const post = async (text: string) => {
    tries.push([Date.now() - begunMs, text]);
    return answers.shift() ?? 0;
  };
  const begunMs = Date.now();
  return {
    tries,
    backlog: createBacklog(
      post,
      () => true,
      stored,
      () => Date.now(),
      random,
    ),
  };
}

it('doubles the span between two tries up to five minutes', async () => {
  const { tries, backlog } = aBacklog({ answers: Array(14).fill(1) });
  backlog.heard(1);
  backlog.keep('one', 'body');

  await vi.advanceTimersByTimeAsync(3_600_000);

  const waitsMs = tries.map(([atMs], at) => atMs - (tries[at - 1]?.[0] ?? 0));
  expect(waitsMs.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(Math.max(...waitsMs)).toBe(300_000);
});

it('spreads tries over the whole span', async () => {
  const { tries, backlog } = aBacklog({ random: () => 0.25 });
  backlog.heard(1);
  backlog.keep('one', 'body');

  await vi.advanceTimersByTimeAsync(2_000);

  expect(tries).toEqual([[250, 'body']]);
});

it('waits at least as long as it was asked to', async () => {
  const { tries, backlog } = aBacklog({ random: () => 0 });
  backlog.heard(90_000);
  backlog.keep('one', 'body');

  await vi.advanceTimersByTimeAsync(89_000);
  expect(tries).toEqual([]);
  await vi.advanceTimersByTimeAsync(2_000);

  expect(tries).toHaveLength(1);
});

it('does not hammer when asked to wait longer than timers can', async () => {
  const { tries, backlog } = aBacklog();
  backlog.heard(1e13);
  backlog.keep('one', 'body');

  await vi.advanceTimersByTimeAsync(3_600_000);

  expect(tries).toEqual([]);
});

it('keeps the newest 50 views inside 64 KB and counts the others', () => {
  const { backlog } = aBacklog();
  backlog.heard(1);
  for (let at = 0; at < 60; at += 1) backlog.keep(`view-${at}`, `body-${at}`);
  const [few = []] = backlog.toStore();
  expect(few).toHaveLength(50);
  expect(few[0]).toEqual(['view-10', 'body-10']);

  for (let at = 0; at < 20; at += 1) backlog.keep(`large-${at}`, 'ä'.repeat(4_000));
  const [waiting = []] = backlog.toStore();

  expect(waiting.length).toBeLessThan(9);
  expect(waiting.at(-1)?.[0]).toBe('large-19');
  expect(backlog.takeLost()).toBe(80 - waiting.length);
});

it('replaces an older revision of the same view', () => {
  const { backlog } = aBacklog();
  backlog.heard(1);
  backlog.keep('one', 'older');
  backlog.keep('one', 'newer');

  expect(backlog.toStore()[0]).toEqual([['one', 'newer']]);
});

it('goes on with the next page of the visit, wait included', async () => {
  const first = aBacklog();
  first.backlog.heard(60_000);
  first.backlog.keep('one', 'body');

  const second = aBacklog({ stored: first.backlog.toStore() });
  expect(second.backlog.isFailing()).toBe(true);
  await vi.advanceTimersByTimeAsync(61_000);

  expect(second.tries.map(([, text]) => text)).toEqual(['body']);
  expect(second.backlog.isFailing()).toBe(false);
  expect(second.backlog.toStore()).toEqual([[], 0, 0, 0]);
});

it('gives up on a view that is refused, counts it, and tells the count once', async () => {
  const { tries, backlog } = aBacklog({ answers: [-1] });
  backlog.heard(1);
  backlog.keep('one', 'body');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(tries).toHaveLength(1);
  expect(backlog.takeLost()).toBe(1);

  expect(backlog.takeLost()).toBe(0);
});

it('sends again what nobody heard of, once an answer is a failure', async () => {
  const first = aBacklog();
  first.backlog.keep('left', 'unheard');

  const { backlog, tries } = aBacklog({ stored: first.backlog.toStore() });
  await vi.advanceTimersByTimeAsync(600_000);
  expect(tries).toEqual([]);
  backlog.heard(1);
  await vi.advanceTimersByTimeAsync(5_000);

  expect(tries.map(([, text]) => text)).toEqual(['unheard']);
});

it('takes a success for an answer to what nobody heard of', () => {
  const { backlog } = aBacklog();
  backlog.keep('left', 'unheard');

  backlog.heard(0);

  expect(backlog.toStore()).toEqual([[], 0, 0, 0]);
});

it('sends one after the other when the ingest is back, and is well after the last', async () => {
  const { tries, backlog } = aBacklog();
  backlog.heard(1);
  for (const id of ['one', 'two', 'three']) backlog.keep(id, id);

  for (let step = 0; step < 4; step += 1) await vi.advanceTimersByTimeAsync(1_000);

  expect(tries.map(([, text]) => text)).toEqual(['one', 'two', 'three']);
  expect(backlog.isFailing()).toBe(false);
});
