import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeStore } from '../contract.ts';
import type { Store } from '../store.ts';
import { aStoredView, aViewBody } from '../test-samples.ts';
import { openPostgresStore } from './store.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

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

describeStore('PostgreSQL', async () => store);

it('calls data that it cannot hold a refusal, and a server that is away none', async () => {
  const site = 'no\u0000site';
  const refused = await store
    .insertViews([aStoredView({ site, body: aViewBody() })])
    .catch((error: unknown) => error);
  const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

  expect(store.isRefusal(refused)).toBe(true);
  expect(store.isRefusal(away)).toBe(false);
});
