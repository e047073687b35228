import { expect, it } from 'vitest';
import { seriesOf } from './process-series.ts';

const sample = (instance: string, second: number, rssBytes?: number) => ({
  service: 'cms',
  instance,
  at: new Date(Date.UTC(2026, 10, 24, 12, 0, second)).toISOString(),
  ...(rssBytes && { system: { rssBytes } as never }),
});

it('puts processes on one axis, a gap where one was silent, the greatest of a minute', () => {
  const { atMs, lines } = seriesOf(
    [sample('a', 1, 10), sample('a', 20, 30), sample('b', 70, 5), sample('b', 90)],
    ['red'],
    ({ system }) => system?.rssBytes,
  );
  expect(atMs).toHaveLength(2);
  expect(lines).toEqual([
    { label: 'cms a', color: 'red', values: [30, null] },
    { label: 'cms b', color: 'red', values: [null, 5] },
  ]);
});
