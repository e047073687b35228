import { expect, it } from 'vitest';
import { runDatabaseFaults, runNetworkFaults } from './database.ts';
import { runPair } from './pair.ts';

const nothingLost = { lost: 0, strangers: 0, changed: 0 };

it('loses nothing while PostgreSQL is stopped for 30 s and its back-ends are killed, and goes on answering', async () => {
  const result = await runDatabaseFaults(30_000, 5);

  expect(result).toMatchObject({ ...nothingLost, stored: result.acknowledged, answered202: result.sent });
}, 180_000);

it('loses nothing behind a network that slows, swallows and resets', async () => {
  const result = await runNetworkFaults(5_000);

  expect(result).toMatchObject({ ...nothingLost, stored: result.acknowledged, answered202: result.sent });
}, 180_000);

it('counts once what two processes were told, and lets the other lead when the leader is killed', async () => {
  const result = await runPair(3);

  const [first = 0, second] = result.terms;
  expect(result).toMatchObject(nothingLost);
  expect(result.toldTwice).toBeGreaterThan(50);
  expect(result.stored).toBeGreaterThanOrEqual(result.acknowledged);
  expect(second).toBe(first + 1);
}, 180_000);
