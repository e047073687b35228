import { expect, it } from 'vitest';
import { createWarn } from './logger.ts';

it('tells the same thing once a minute, with what it held back, and 20 things at most', () => {
  let nowMs = 0;
  const clock = { nowMs: () => nowMs, unixMs: () => nowMs };
  const lines: unknown[] = [];
  const warn = createWarn({ warn: (...line) => void lines.push(line) }, clock, () => {});

  for (let done = 0; done < 5; done++) warn('one', { n: 1 }, 'again');
  nowMs = 61_000;
  warn('one', { n: 1 }, 'again');
  for (let other = 0; other < 50; other++) warn(`other ${other}`, {}, 'else');

  expect(lines.slice(0, 2)).toEqual([
    [{ n: 1 }, 'again'],
    [{ n: 1, heldBack: 4 }, 'again'],
  ]);
  expect(lines).toHaveLength(21);
});

it("never lets the host's logger throw into a request", () => {
  const faults: unknown[] = [];
  const logger = {
    warn() {
      throw new Error('disk full');
    },
  };
  const clock = { nowMs: () => 0, unixMs: () => 0 };

  createWarn(logger, clock, (error) => faults.push(error))('key', {}, 'text');

  expect(faults).toHaveLength(1);
});
