import { expect, it } from 'vitest';
import { runDamage } from './damage.ts';
import { canMount, canTrace, runFailingDisk, runFullDisk, runSyncOrder } from './disk.ts';
import { runTerminations } from './terminate.ts';

const nothingLost = { lost: 0, changed: 0 };

it.skipIf(!canMount)(
  'refuses with 503 and Retry-After on a full disk, loses nothing, and takes again without restart',
  async () => {
    const result = await runFullDisk();

    expect(result).toMatchObject({
      ...nothingLost,
      statuses: [202, 503],
      hasRetryAfter: true,
      isTakingAgain: true,
    });
  },
  180_000,
);

it.skipIf(!canTrace)(
  'loses nothing that it acknowledged when writes and syncs fail',
  async () => {
    const result = await runFailingDisk(500);

    expect(result).toMatchObject({ ...nothingLost, strangers: 0 });
    expect(result.refused).toBeGreaterThan(0);
  },
  180_000,
);

it.skipIf(!canTrace)(
  'answers no request before its fdatasync',
  async () => {
    const { answers, early } = await runSyncOrder(1_000);

    expect(answers).toBe(1_000);
    expect(early).toBe(0);
  },
  180_000,
);

it('ends within its limit and loses nothing when it is told to stop under load', async () => {
  const result = await runTerminations(20);

  console.log(result);
  expect(result).toMatchObject({ ...nothingLost, strangers: 0, exits: Array.from({ length: 20 }, () => 0) });
  // What was stored was answered.
  expect(result.stored).toBe(result.acknowledged);
}, 300_000);

it('stores every whole record of a spool that is damaged at any of its bytes, and starts all the same', async () => {
  const result = await runDamage();

  expect(result).toMatchObject({ lost: 0, strangers: 0 });
  expect(result.intact).toBeGreaterThan(1_000);
  expect(result.kept).toBeGreaterThan(1_000);
}, 300_000);
