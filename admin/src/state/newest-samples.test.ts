import { expect, it } from 'vitest';
import { newestSamples } from './newest-samples.ts';

const sample = (service: string, instance: string, minute: number) => ({
  service,
  instance,
  at: new Date(Date.UTC(2026, 10, 24, 12, minute)).toISOString(),
});

it('keeps the newest of each process and forgets processes that have ended', () => {
  const newest = newestSamples([
    sample('cms', 'a', 9),
    sample('cms', 'a', 10),
    sample('cms', 'b', 8),
    sample('cms', 'ended', 1),
  ]);
  expect(newest).toEqual([sample('cms', 'a', 10), sample('cms', 'b', 8)]);
});

it('finds none among none', () => {
  expect(newestSamples([])).toEqual([]);
});
