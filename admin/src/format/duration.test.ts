import { describe, expect, it } from 'vitest';
import { formatMs, formatMsInterval, formatTick } from './duration.ts';

describe('formatMs', () => {
  it.each([
    [0, '0 ms'],
    [0.04, '<0.1 ms'],
    [0.42, '0.4 ms'],
    [4, '4 ms'],
    [9.96, '10 ms'],
    [812.4, '812 ms'],
    [999.6, '1.00 s'],
    [2_314, '2.31 s'],
    [9_996, '10.0 s'],
    [59_960, '1 min 0 s'],
    [72_000, '1 min 12 s'],
    [4_320_000, '1 h 12 min'],
  ])('writes %d as %s', (durationMs, text) => {
    expect(formatMs(durationMs)).toBe(text);
  });
});

describe('formatMsInterval', () => {
  it('says the unit once', () => {
    expect(formatMsInterval(2_104, 2_540)).toBe('2.10–2.54 s');
    expect(formatMsInterval(88.2, 131)).toBe('88–131 ms');
  });

  it('takes the unit of the upper end when the ends lie in different ones', () => {
    expect(formatMsInterval(930, 1_200)).toBe('0.93–1.20 s');
  });
});

describe('formatTick', () => {
  it('keeps one unit along the axis', () => {
    expect(formatTick(500, 500)).toBe('500 ms');
    expect(formatTick(1_500, 500)).toBe('1.5 s');
    expect(formatTick(2_000, 1_000)).toBe('2 s');
    expect(formatTick(0.5, 0.5)).toBe('0.5 ms');
  });
});
