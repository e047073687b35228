import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPostgresStore, type Store } from '../store/postgres/store.ts';
import { createTestDatabase, type TestDatabase } from '../store/postgres/test-database.ts';
import { closeDemoSite, provideDemoSite } from './demo-site.ts';

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

const demo = { origins: [], tokens: [{ service: 'cms-api', token: 'told to the demo' }] };
const keys = async () =>
  (await store.sites()).flatMap(({ writeKey, oldKeys = [] }) => [writeKey, ...oldKeys]);

it('is open in development and closed by each start in production, whatever was before', async () => {
  await provideDemoSite(store, { ...demo, tokens: [] });
  expect(await store.sites()).toEqual([]);

  for (let turn = 0; turn < 2; turn++) {
    await provideDemoSite(store, demo);
    expect(await keys()).toContain('pk_demo');
    await closeDemoSite(store);
    expect(await keys()).toHaveLength(1);
    expect(await keys()).not.toContain('pk_demo');
  }

  await provideDemoSite(store, demo);
  // An owner has rotated the key and lets the old one live on for a while.
  await store.rotateKey('demo', 'pk_own', Date.now() + 60_000);
  await closeDemoSite(store);
  expect(await keys()).toEqual(['pk_own']);

  // Replaced in development, and begun once more: the key is the new one and an old one at once.
  await provideDemoSite(store, demo);
  await store.rotateKey('demo', 'pk_second', Date.now() - 1);
  await provideDemoSite(store, demo);
  await closeDemoSite(store);
  expect(await keys()).toHaveLength(1);
  expect(await keys()).not.toContain('pk_demo');
});
