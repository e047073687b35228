import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPostgresStore } from '../store/postgres/store.ts';
import { createTestDatabase, type TestDatabase } from '../store/postgres/test-database.ts';
import type { Store } from '../store/store.ts';
import { startLeader } from './leader.ts';

let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await createTestDatabase();
  store = await openPostgresStore({ databaseUrl: database.url });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

it('lets one of two lead, and the other when the first has stepped down', async () => {
  const first = startLeader(store);
  await expect.poll(first.term).toBeGreaterThan(0);
  const second = startLeader(store);
  await sleep(1_200);
  const whileFirstLed = second.term();

  await first.stop();

  expect(whileFirstLed).toBeUndefined();
  await expect.poll(second.term, { timeout: 5_000 }).toBe((first.term() ?? 0) + 1);
  await second.stop();
});

it('takes over from a leader that no longer renews, and refuses what the old one still writes', async () => {
  const zombie = (await store.lead('zombie', 50)) ?? 0;
  await sleep(100);

  const successor = (await store.lead('successor', 10_000)) ?? 0;

  expect(successor).toBe(zombie + 1);
  expect(await store.lead('zombie', 10_000)).toBeUndefined();
  await expect(store.tidy(zombie)).rejects.toThrow(/is over/);
  await store.tidy(successor);
});
