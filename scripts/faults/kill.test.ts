import { afterEach, expect, it } from 'vitest';
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

it('loses, doubles and invents nothing in 60 kills, ten at each named point and ten at any moment', async () => {
  const result = await runKills(60);

  console.log(result);
  expect(result).toMatchObject({ ...nothingLost, cycles: 60 });
  expect(result.stored).toBeGreaterThanOrEqual(result.acknowledged);
  expect(result.acknowledged).toBeGreaterThanOrEqual(30_000);
}, 900_000);
