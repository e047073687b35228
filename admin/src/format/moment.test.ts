import { expect, it } from 'vitest';
import { formatAgo, formatMoment } from './moment.ts';

const nowMs = Date.UTC(2026, 10, 24, 12, 0, 0);

it('counts up from just now to days', () => {
  const agesMs = [-4_000, 2_000, 12_000, 200_000, 7_300_000, 200_000_000];

  const texts = agesMs.map((ageMs) => formatAgo(nowMs - ageMs, nowMs));

  expect(texts).toEqual(['just now', 'just now', '12 s ago', '3 min ago', '2 h ago', '2 d ago']);
});

it('leaves the day out on the day itself', () => {
  expect(formatMoment(nowMs - 1_000, nowMs)).not.toContain('Nov');
  expect(formatMoment(nowMs - 3 * 86_400_000, nowMs)).toContain('21 Nov');
});
