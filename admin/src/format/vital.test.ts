import { expect, it } from 'vitest';
import { formatThresholds, formatVital, formatVitalInterval } from './vital.ts';

it('writes time vitals with a unit and layout shift without', () => {
  expect(formatVital('lcp', 2_314)).toBe('2.31 s');
  expect(formatVital('cls', 0.1234)).toBe('0.12');
});

it('does not round a small layout shift to nothing', () => {
  expect(formatVital('cls', 0.004)).toBe('0.004');
  expect(formatVital('cls', 0)).toBe('0.00');
});

it('writes intervals and thresholds in the unit of their vital', () => {
  expect(formatVitalInterval('cls', 0.08, 0.121)).toBe('0.08–0.12');
  expect(formatVitalInterval('cls', 0.101, 0.104)).toBe('0.101–0.104');
  expect(formatThresholds('inp')).toBe('good up to 200 ms, poor above 500 ms');
});
