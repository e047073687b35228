/** A PostgreSQL and a cms-api of its own for a bench, with 10,000 articles of twelve authors and twenty tags. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbedded } from '@throughline/ingest/embedded';
import pg from 'pg';
import { freePort } from '../faults/house.ts';
import { root } from '../root.ts';

export type CmsHouse = {
  /** Keeps no answers. */
  api: string;
  /** Another process on the same database, which keeps them. */
  cachedApi: string;
  databaseUrl: string;
  cmsPid: number;
  postgresPid: number;
  stop(): Promise<void>;
};

export const articleCount = 10_000;
const entriesAtOnce = 1_000;
const password = 'a password for the bench';

const types = [
  { name: 'authors', title: 'Authors', fields: [named(), { kind: 'text', name: 'bio', maxLength: 2_000 }] },
  { name: 'tags', title: 'Tags', fields: [named()] },
  {
    name: 'articles',
    title: 'Articles',
    fields: [
      { kind: 'text', name: 'title', required: true },
      { kind: 'slug', name: 'slug', required: true },
      { kind: 'text', name: 'summary' },
      { kind: 'number', name: 'readingMinutes', integer: true },
      { kind: 'richText', name: 'body' },
      { kind: 'relation', name: 'author', to: 'authors' },
      { kind: 'relation', name: 'tags', to: 'tags', many: true },
    ],
  },
];

/** @param isFilled Whether the articles are written. */
export async function startCmsHouse({ isFilled }: { isFilled: boolean }): Promise<CmsHouse> {
  const dataDir = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  const embedded = await startEmbedded({ dataDir, log: () => {} });
  const databaseUrl = await embedded.database('cms');
  const running: Running[] = [];
  const stop = async () => {
    for (const { child } of running) await end(child);
    await embedded.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    for (const cacheMb of [0, 32])
      running.push(await launch(databaseUrl, join(dataDir, `files-${cacheMb}`), cacheMb));
    const [plain, cached] = running;
    if (!plain || !cached) throw new Error('Two were launched above.');
    await fill(plain.api, databaseUrl, isFilled);
    return {
      api: plain.api,
      cachedApi: cached.api,
      databaseUrl,
      cmsPid: plain.child.pid ?? 0,
      postgresPid: embedded.pid() ?? 0,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Running = { api: string; child: ChildProcess };

async function launch(databaseUrl: string, dataDir: string, cacheMb: number): Promise<Running> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, 'cms-api/dist/main.js')], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      CMS_PORT: String(port),
      CMS_DATABASE_URL: databaseUrl,
      CMS_LOCALES: 'en,de,fr',
      DATA_DIR: dataDir,
      CMS_CACHE_MB: String(cacheMb),
      CMS_INSTANCES: '4',
      ADMIN_PASSWORD: password,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const origin = `http://127.0.0.1:${port}`;
  try {
    await isReady(origin);
  } catch (error) {
    await end(child);
    throw error;
  }
  return { api: `${origin}/api/v1`, child };
}

async function fill(api: string, databaseUrl: string, isFilled: boolean): Promise<void> {
  const post = async <Body>(path: string, body: object, token?: string): Promise<Body> => {
    const answer = await fetch(`${api}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Body;
  };
  const { accessToken } = await post<{ accessToken: string }>('auth/login', {
    email: 'admin@localhost',
    password,
  });
  for (const type of types) await post('types', type, accessToken);
  const create = async (type: string, all: object[]) =>
    (
      await post<{ ids: string[] }>(
        `content/${type}/bulk`,
        { entries: all.map((fields) => ({ fields })) },
        accessToken,
      )
    ).ids;

  const authors = await create(
    'authors',
    Array.from({ length: 12 }, (_, n) => ({ name: `Author ${n}`, bio: sentence.repeat(2) })),
  );
  const tags = await create(
    'tags',
    Array.from({ length: 20 }, (_, n) => ({ name: `Tag ${n}` })),
  );
  for (let from = 0; isFilled && from < articleCount; from += entriesAtOnce) {
    const some = Array.from({ length: entriesAtOnce }, (_, index) => articleOf(from + index, authors, tags));
    await create('articles', some);
  }
  await publishAll(databaseUrl);
}

export function articleOf(n: number, authors: readonly string[], tags: readonly string[]) {
  return {
    title: `Article number ${n}`,
    slug: `article-${n}`,
    summary: sentence,
    readingMinutes: 1 + (n % 12),
    body: Array.from({ length: 10 }, () => ({ type: 'paragraph', spans: [{ text: sentence.repeat(3) }] })),
    author: authors[n % authors.length],
    tags: [tags[n % tags.length], tags[(n + 7) % tags.length]],
  };
}

/** Spread over time, so that the order is one of dates. */
async function publishAll(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  // Ten thousand documents for search would take half a minute, and no bench but one asks for them.
  await client.query('alter table cms.entries disable trigger index_published_entry');
  await client.query(`
    update cms.entries
    set published = draft, published_long = draft_long, published_slug = slug, has_changes = false,
      published_at = now() - random() * interval '1000 days'`);
  await client.query('alter table cms.entries enable trigger index_published_entry');
  await client.query('vacuum (analyze) articles, authors, tags');
  await client.end();
}

async function isReady(origin: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const isUp = await fetch(`${origin}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await sleep(100);
  }
  throw new Error('cms-api did not become ready.');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await gone;
}

function named() {
  return { kind: 'text', name: 'name', required: true };
}

const sentence =
  'The water here does not flow so much as reconsider, and everybody has learned to wait for it. ';
