import { expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { pickProfile } from './profiles.ts';

it('draws the same visitors from the same seed, and others from another', () => {
  const draw = (seed: number) => {
    const random = createRandom(seed);
    return Array.from({ length: 20 }, () => pickProfile(random));
  };

  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

it('draws every device, network and language sooner or later', () => {
  const random = createRandom(1);
  const drawn = Array.from({ length: 300 }, () => pickProfile(random));

  expect(new Set(drawn.map(({ device }) => device.name)).size).toBe(5);
  expect(new Set(drawn.map(({ network }) => network.name)).size).toBe(5);
  expect(new Set(drawn.map(({ locale }) => locale)).size).toBe(3);
  expect(new Set(drawn.map(({ device }) => device.cpuSlowdown)).size).toBeGreaterThan(3);
});
