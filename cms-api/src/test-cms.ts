/** A whole cms-api for one test file: its own database, real HTTP, a user of each kind. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMonitor, type Monitor, type MonitoredPool } from '@throughline/node';
import { createApp } from './app.ts';
import { ensurePartitions } from './audit/partitions.ts';
import { theClock } from './audit/record.ts';
import { createAccessTokens, signingSecret } from './auth/access-token.ts';
import type { AttemptLimits } from './auth/attempts.ts';
import { hashPassword } from './auth/password.ts';
import type { Cache } from './cache/cache.ts';
import { createTypes, type Types } from './content-types/types.ts';
import { migrate } from './db/migrate.ts';
import type { Endpoint } from './http/endpoint.ts';
import { openFolder } from './media/folder.ts';
import { startImages } from './media/images.ts';
import { createLibrary, type Library } from './media/library.ts';
import { type ApiDocument, type Contract, createContract } from './openapi/test-contract.ts';
import { createTestDatabase } from './test-database.ts';
import { ensureBuiltInRoles, readRole } from './users/roles.ts';
import { createUser } from './users/store.ts';

export const testOrigin = 'http://127.0.0.1:4200';
/** A process of its own runs what was built. */
const imageProcess = new URL('../dist/media/worker.js', import.meta.url);
export const testPassword = 'a password for tests';

export type Asked = {
  method?: string;
  /** Access token or API token. */
  as?: string;
  body?: unknown;
  headers?: Record<string, string>;
};

export type TestCms = {
  api: string;
  databaseUrl: string;
  mediaFolder: string;
  library: Library;
  pool: MonitoredPool;
  monitor: Monitor;
  types: Types;
  secret: Uint8Array;
  /** `get /users/{id} 200` of all answers so far; each was held against the document. */
  seen: Set<string>;
  /** What the server did not expect; empty in a good run. */
  bugs: unknown[];
  ask(path: string, asked?: Asked): Promise<Response>;
  /** Creates a user of the role and logs in. @returns Its access token. */
  logIn(role: string, name?: string): Promise<string>;
  stop(): Promise<void>;
};

export async function startTestCms(
  options: {
    cache?: Cache;
    extras?: Endpoint[];
    attemptLimits?: AttemptLimits;
    locales?: string[];
    uploadIdleMs?: number;
    now?: () => number;
  } = {},
): Promise<TestCms> {
  const database = await createTestDatabase();
  await migrate(database.url);
  const monitor = createMonitor({ service: 'cms-api', systemEveryMs: 0 });
  const pool = monitor.createPool({ connectionString: database.url, size: 8, overflow: 0 });
  await ensurePartitions(pool, new Date());
  await ensureBuiltInRoles(pool);
  const types = createTypes(pool);
  const secret = await signingSecret(pool);
  const bugs: unknown[] = [];
  const mediaFolder = await mkdtemp(join(tmpdir(), 'throughline-media-'));
  const images = startImages(imageProcess);
  const library = createLibrary({
    db: pool,
    folder: await openFolder(mediaFolder),
    images,
    idleMs: options.uploadIdleMs ?? 20_000,
    onFault: (error) => bugs.push(error),
  });
  const app = createApp({
    pool,
    types,
    tokens: createAccessTokens(secret, options.now),
    locales: options.locales ?? ['en', 'de', 'de-AT'],
    library,
    wakeWebhooks: () => {},
    cache: options.cache,
    origins: [testOrigin],
    trustProxy: 1,
    ratePerMinute: 600,
    attemptLimits: options.attemptLimits ?? { address: 10_000, accountHere: 1_000, account: 1_000 },
    watch: monitor.express(),
    metrics: (guard) => monitor.metricsRouter({ guard }),
    extras: options.extras ?? [],
    traceId: () => monitor.traceId(),
    onBug: (error) => bugs.push(error),
    onFault: (error) => bugs.push(error),
  });
  const server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;

  const seen = new Set<string>();
  let contract: { of: unknown; contract: Contract } | undefined;
  const currentContract = async () => {
    const all = await types.all();
    if (contract?.of !== all) {
      const document = (await (await fetch(`${api}/openapi.json`)).json()) as ApiDocument;
      contract = { of: all, contract: createContract(document, seen) };
    }
    return contract.contract;
  };

  const ask: TestCms['ask'] = async (path, { method, as, body, headers } = {}) => {
    const asked = method ?? (body === undefined ? 'GET' : 'POST');
    const answer = await fetch(`${api}/${path}`, {
      method: asked,
      headers: {
        ...(as !== undefined && { authorization: `Bearer ${as}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    await (await currentContract()).check(asked, `/${path.split('?')[0]}`, answer.clone());
    return answer;
  };

  // One hash for all of them: making it is slow on purpose.
  const passwordHash = await hashPassword(testPassword);
  return {
    api,
    databaseUrl: database.url,
    mediaFolder,
    library,
    pool,
    monitor,
    types,
    secret,
    seen,
    bugs,
    ask,
    async logIn(role, name = role) {
      const { id } = (await readRole(pool, role)) ?? { id: '' };
      const email = `${name}@example.test`;
      await createUser(pool, { email, name, passwordHash, roleId: id }, theClock);
      const answer = await ask('auth/login', { body: { email, password: testPassword } });
      return ((await answer.json()) as { accessToken: string }).accessToken;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      images.stop();
      await monitor.stop();
      await pool.end();
      await rm(mediaFolder, { recursive: true });
      await database.drop();
    },
  };
}

/** How many statements a request ran, as Server-Timing tells. */
export function statementsOf(answer: Response): number {
  return Number(/db;dur=[\d.]+;desc="(\d+)"/.exec(answer.headers.get('server-timing') ?? '')?.[1] ?? 0);
}
