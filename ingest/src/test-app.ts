/** The whole service for one test file: a real database, a real spool, real HTTP, and an administrator who is logged in. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type AppParts, createApp } from './app.ts';
import { hashPassword } from './auth/password.ts';
import { startDrain } from './drain/loop.ts';
import { storeRecords } from './drain/store-records.ts';
import { createRouteBook } from './enrich/route-book.ts';
import { createClientParser } from './enrich/user-agent.ts';
import type { SdkFile } from './files/sdk.ts';
import { createMetrics } from './health/metrics.ts';
import { createLiveHub } from './live/hub.ts';
import { createAdmission } from './receive/admission.ts';
import { createRefusals } from './receive/refusals.ts';
import { createDirectory } from './sites/directory.ts';
import { openSpool } from './spool/spool.ts';
import { openPostgresStore } from './store/postgres/store.ts';
import { createTestDatabase } from './store/postgres/test-database.ts';
import type { Site, Store } from './store/store.ts';

export type TestApp = {
  base: string;
  store: Store;
  databaseUrl: string;
  /** Headers of the administrator's session; he owns the sites that `prepare` made. */
  admin: { cookie: string };
  /** Resolves when everything that was answered 202 is stored. */
  settled(): Promise<unknown>;
  /** Asks below /api/v1; an object as body becomes JSON. */
  ask<T = never>(method: string, path: string, options?: Asked): Promise<Told<T>>;
  logIn(email: string, password: string): Promise<{ cookie: string }>;
  close(): Promise<void>;
};

export type Asked = { as?: Record<string, string>; body?: unknown };
export type Told<T> = { status: number; headers: Headers; body: T };

export const adminPassword = 'correct horse battery';

/** A site with an owner of its own, of which the administrator knows nothing. @returns The owner's id. */
export async function putForeignSite(store: Store, site: Site): Promise<string> {
  await store.putSite(site);
  const email = `owner@${site.id}.test`;
  const { member } = await store.addMember(site.id, { email, role: 'owner', passwordHash: 'none' });
  const { id = '' } = (await store.userByEmail('admin@localhost')) ?? {};
  await store.changeMember(site.id, id, undefined);
  return member.id;
}

/** @param prepare Makes sites before the administrator exists, so that he owns them. */
export async function startTestApp(
  prepare: (store: Store) => Promise<void>,
  changes: Partial<AppParts> = {},
): Promise<TestApp> {
  const dir = mkdtempSync(join(tmpdir(), 'ingest-'));
  const database = await createTestDatabase();
  const store = await openPostgresStore({ databaseUrl: database.url });
  await prepare(store);
  await store.putAdmin('admin@localhost', await hashPassword(adminPassword));

  const spool = await openSpool({ dir });
  const directory = createDirectory(store);
  await directory.refresh();
  const clientOf = createClientParser();
  const routes = createRouteBook(store);
  const drain = startDrain({
    spool,
    idleMs: 5,
    store: (records) => storeRecords(records, { store, clientOf, routes }),
  });
  const metrics = createMetrics();
  const admission = createAdmission();
  const live = createLiveHub(store.listenToViews);
  const server = createApp({
    spool,
    store,
    directory,
    metrics,
    admission,
    refusals: createRefusals(metrics, store.countRefusals),
    trustedProxies: 0,
    sdk: {
      router: (_request: unknown, _response: unknown, next: () => void) => next(),
    } as unknown as SdkFile,
    log: pino({ level: 'silent' }),
    isSecure: false,
    sendsEarlyHints: false,
    checksAnswers: true,
    countryHeaders: ['x-country'],
    spoolBytes: 1e9,
    drainFigures: { lagMs: null, lastStoredAtMs: null, retries: 0 },
    live,
    ...changes,
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const ask: TestApp['ask'] = async (method, path, { as = {}, body } = {}) => {
    const response = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...as },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  const logIn: TestApp['logIn'] = async (email, password) => {
    const { headers } = await ask('POST', '/session', { body: { email, password } });
    return { cookie: headers.get('set-cookie')?.split(';')[0] ?? '' };
  };

  return {
    base,
    store,
    databaseUrl: database.url,
    admin: await logIn('admin@localhost', adminPassword),
    settled: () => drain.empty(5_000),
    ask,
    logIn,
    close: async () => {
      await live.stop();
      server.closeAllConnections();
      server.close();
      admission.stop();
      directory.stop();
      await drain.stop();
      await spool.close();
      await store.close();
      await database.drop();
      rmSync(dir, { recursive: true });
    },
  };
}
