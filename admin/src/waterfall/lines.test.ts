import { expect, it } from 'vitest';
import { toLines } from './lines.ts';
import { aView } from './test-view.ts';

it('draws paint where it happened and interaction where it was made', () => {
  const lines = toLines(aView({}, { vitals: { lcp: { value: 2_600 }, inp: { value: 90, atMs: 9_000 } } }));

  expect(lines.map(({ id, atMs, rating }) => [id, atMs, rating])).toEqual([
    ['lcp', 2_600, 'needs-improvement'],
    ['inp', 9_000, 'good'],
  ]);
});

it('counts the paint of a prerendered page from the moment it was shown', () => {
  const navigation = { activationMs: 5_000, traces: [] };

  expect(toLines(aView({ navigation }, { vitals: { lcp: { value: 100 } } }))[0]?.atMs).toBe(5_100);
});

it('has no place for what has no moment', () => {
  expect(toLines(aView({}, { vitals: { cls: { value: 0.2 }, inp: { value: 90 } } }))).toEqual([]);
});

it('shows the first input once when it was the slowest as well', () => {
  const vitals = { inp: { value: 90, atMs: 900 }, fid: { value: 10, atMs: 900 } };

  expect(toLines(aView({}, { vitals })).map((line) => line.id)).toEqual(['inp']);
});

it('keeps marks and elements as the text they are', () => {
  const lines = toLines(
    aView(
      {},
      { marks: [{ name: '<b>x</b>', startMs: 5, detail: 7 }], elements: [{ name: 'hero', renderMs: 3 }] },
    ),
  );

  expect(lines.map(({ kind, label, text }) => [kind, label, text])).toEqual([
    ['element', 'hero', 'rendered'],
    ['mark', '<b>x</b>', '7'],
  ]);
});
