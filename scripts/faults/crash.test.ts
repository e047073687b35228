import { afterEach, expect, it } from 'vitest';
import { runDatabaseFaults, runNetworkFaults } from './database.ts';
import { type House, openHouse } from './house.ts';
import { runKills } from './kill.ts';
import { createLedger } from './ledger.ts';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

const nothingLost = { lost: 0, strangers: 0, changed: 0 };

it('has the view, once, after a SIGKILL right behind the 202', async () => {
  house = await openHouse();
  const ledger = createLedger(house);
  const first = await house.startIngest();

  const { id, status } = await ledger.send();
  await first.kill('SIGKILL');
  await house.startIngest();
  await ledger.send(id);
  const verdict = await ledger.check();

  expect(status).toBe(202);
  expect(verdict).toMatchObject({ ...nothingLost, acknowledged: 1, stored: 1 });
});

it('loses, doubles and invents nothing in 12 kills, two at each named point', async () => {
  const result = await runKills(12);

  expect(result).toMatchObject({ ...nothingLost, cycles: 12 });
  expect(result.stored).toBeGreaterThanOrEqual(result.acknowledged);
  expect(result.acknowledged).toBeGreaterThan(100);
}, 180_000);

it('loses nothing while PostgreSQL is stopped for 30 s and its back-ends are killed, and goes on answering', async () => {
  const result = await runDatabaseFaults(30_000, 5);

  expect(result).toMatchObject({ ...nothingLost, stored: result.acknowledged, answered202: result.sent });
}, 180_000);

it('loses nothing behind a network that slows, swallows and resets', async () => {
  const result = await runNetworkFaults(5_000);

  expect(result).toMatchObject({ ...nothingLost, stored: result.acknowledged, answered202: result.sent });
}, 180_000);
