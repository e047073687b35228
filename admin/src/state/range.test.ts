import { expect, it } from 'vitest';
import { isOpenRange, parseRange, type Range, rangeParams, rangeQuery } from './range.ts';

const nowMs = Date.UTC(2026, 10, 24, 12, 0, 30);

function throughAddress(range: Range): Range {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(rangeParams(range))) if (value !== null) params.set(name, value);
  return parseRange(params);
}

it.each<Range>([{ last: '24h' }, { last: '7d' }, { fromMs: nowMs - 5_000, toMs: nowMs }])(
  'comes back from the address as it went in',
  (range) => {
    expect(throughAddress(range)).toEqual(range);
  },
);

it.each([
  'range=century',
  'from=yesterday&to=today',
  'from=2026-11-24T00:00:00Z&to=2026-11-23T00:00:00Z',
  '',
])('falls back to the last day for "%s"', (query) => {
  expect(parseRange(new URLSearchParams(query))).toEqual({ last: '24h' });
});

it('leaves the default to the server and cuts other starts to the minute', () => {
  expect(rangeQuery({ last: '24h' }, nowMs)).toEqual({});
  expect(rangeQuery({ last: '1h' }, nowMs)).toEqual({ from: '2026-11-24T11:00:00.000Z' });
});

it('knows that nothing arrives any more in a span that is over', () => {
  expect(isOpenRange({ fromMs: nowMs - 10, toMs: nowMs - 5 }, nowMs)).toBe(false);
  expect(isOpenRange({ last: '1h' }, nowMs)).toBe(true);
});
