import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { type House, openHouse } from './house.ts';
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

it('loses nothing while PostgreSQL is stopped, and goes on answering', async () => {
  house = await openHouse();
  const ledger = createLedger(house);
  await house.startIngest();
  const postmaster = house.embedded.pid() ?? 0;
  let isOver = false;

  const sending = ledger.sendUntil(() => isOver, 4);
  await sleep(500);
  process.kill(postmaster, 'SIGSTOP');
  await sleep(10_000);
  process.kill(postmaster, 'SIGCONT');
  await sleep(500);
  isOver = true;
  await sending;
  const verdict = await ledger.check();

  expect(verdict).toMatchObject({ ...nothingLost, stored: verdict.acknowledged });
  expect([...ledger.statuses.keys()]).toEqual([202]);
}, 60_000);
