import pg from 'pg';
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
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

describeStore('PostgreSQL', async (clock) => {
  store = await openPostgresStore({ databaseUrl: database.url, now: () => clock.nowMs });
  return store;
});

it('has no partition for 1970 or 2099 after all that', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const found = await client.query(`select relname from pg_class where relname ~ '_(19|20[03-9])[0-9]{6}$'`);
  await client.end();
  expect(found.rows).toEqual([]);
});

it('calls data that it cannot hold a refusal, and a server that is away none', async () => {
  const site = 'no\u0000site';
  const refused = await store
    .insertViews([aStoredView({ site, body: aViewBody() })])
    .catch((error: unknown) => error);
  const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

  expect(store.isRefusal(refused)).toBe(true);
  expect(store.isRefusal(away)).toBe(false);
});
