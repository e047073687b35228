import { expect, it } from 'vitest';
import { whatIsWrong } from './what-is-wrong.ts';

const lastHour = '2026-11-24T12:00:00.000Z';

it('tells first what was refused, with what to do', () => {
  const hints = whatIsWrong(
    { refusals: [{ reason: 'foreign_origin', count: 3, lastHour }] },
    { origins: ['https://shop.test'] },
  );
  expect(hints[0]).toContain('add it under “Site”. (3×)');
  expect(hints.some((hint) => hint.includes('https://shop.test'))).toBe(true);
});

it('names a reason that it has no advice for', () => {
  expect(
    whatIsWrong({ refusals: [{ reason: 'too_odd', count: 1, lastHour }] }, { origins: [] })[0],
  ).toContain('too odd');
});

it('says what to try when nothing at all came', () => {
  expect(whatIsWrong({ refusals: [] }, { origins: [] })).toHaveLength(3);
});
