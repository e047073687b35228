/** The recipes of docs/operations.md: a house is backed up, wiped and restored, and answers every question as before. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '../faults/house.ts';
import { root } from '../root.ts';
import { blocksOf, type recipes } from './blocks.ts';

const password = 'a password for the test';
const patienceMs = 120_000;
const waitSeconds = 30;
const viewCount = 40;
/** Else the views are those of a program, and left out of answers. */
const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x64) Chrome/142.0.0.0 Safari/537.36' };

let folder: string;
let dataDir: string;
let running: House | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-backup-'));
  dataDir = join(folder, 'data');
});
afterEach(async () => {
  await running?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it(
  'brings back views, users, tokens, content and files, so that all answers are equal',
  async () => {
    let house = await start();
    const tokens = await fill(house);
    const before = await answers(house, tokens);
    await house.stop();

    follow('backup');
    rmSync(dataDir, { recursive: true });
    follow('restore');
    house = await start();

    expect(await answers(house, tokens)).toEqual(before);
    // Not empty on both sides.
    expect(before.routes).toMatchObject({ routes: [{ views: viewCount }] });
    expect(before.content).toMatchObject({ entries: [{ fields: { title: 'Eel' } }] });
  },
  2 * patienceMs,
);

/** Runs the block of that name as the guide shows it. */
function follow(name: (typeof recipes)[number]): void {
  const found = blocksOf('docs/operations.md').filter(({ info }) => info === name);
  expect(found, `one block "sh ${name}"`).toHaveLength(1);
  const { status, stderr } = spawnSync('sh', ['-eu', '-c', found[0]?.text ?? 'false'], {
    cwd: folder,
    env: { ...process.env, DATA_DIR: dataDir },
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
}

type House = { ingest: string; cms: string; stop(): Promise<void> };

/** As in production, without the demo. */
async function start(): Promise<House> {
  const [port, cmsPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    cwd: root,
    env: {
      ...process.env,
      APP_ENV: 'production',
      DATA_DIR: dataDir,
      PORT: String(port),
      CMS_PORT: String(cmsPort),
      ADMIN_PASSWORD: password,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  await announced(child);
  const house: House = {
    ingest: `http://127.0.0.1:${port}`,
    cms: `http://127.0.0.1:${cmsPort}`,
    stop: async () => {
      running = undefined;
      child.kill('SIGTERM');
      await exited;
    },
  };
  running = house;
  return house;
}

function announced(child: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes('Throughline is running.')) done();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => fail(new Error(`npm start ended with code ${code}:\n${said}`)));
  });
}

type Tokens = { api: string; cms: string; view: string; file: string; from: string; to: string };

/** A site with views, a user's token, a content type with an entry, and a picture. */
async function fill({ ingest, cms }: House): Promise<Tokens> {
  const logIn = await post(`${ingest}/api/v1/session`, { email: 'admin@localhost', password });
  const cookie = logIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const site = await post(`${ingest}/api/v1/sites`, { id: 'shop', name: 'Shop' }, { cookie });
  const { writeKey } = (await site.json()) as { writeKey: string };
  const made = await post(`${ingest}/api/v1/sites/shop/api-tokens`, { name: 'x', scope: 'read' }, { cookie });
  const { token: api } = (await made.json()) as { token: string };
  const nowMs = Date.now();
  const ids = Array.from({ length: viewCount }, () => randomUUID());
  for (const [n, id] of ids.entries()) {
    await post(`${ingest}/v1/views`, aView(writeKey, id, nowMs - 1_000 * n, 900 + 50 * n), browser);
  }

  const login = await post(`${cms}/api/v1/auth/login`, { email: 'admin@localhost', password });
  const { accessToken } = (await login.json()) as { accessToken: string };
  const as = { authorization: `Bearer ${accessToken}` };
  const fields = [{ kind: 'text', name: 'title', required: true }];
  await post(`${cms}/api/v1/types`, { name: 'notes', title: 'Notes', fields }, as);
  await post(`${cms}/api/v1/content/notes`, { fields: { title: 'Eel' } }, as);
  const file = await upload(cms, as);

  const tokens = {
    api,
    cms: accessToken,
    view: ids[7] ?? '',
    file,
    from: new Date(nowMs - 3_600_000).toISOString(),
    to: new Date(nowMs + 3_600_000).toISOString(),
  };
  await stored({ ingest }, tokens);
  return tokens;
}

async function upload(cms: string, as: Record<string, string>): Promise<string> {
  const picture = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#2a6' } })
    .png()
    .toBuffer();
  const answer = await fetch(`${cms}/api/v1/media?name=green.png`, {
    method: 'POST',
    headers: { ...as, 'content-type': 'image/png' },
    body: new Uint8Array(picture),
  });
  const { id } = (await answer.json()) as { id: string };
  // Until its sizes are made another file answers.
  for (let tries = 0; tries < 10 * waitSeconds; tries++) {
    const { headers } = await fetch(`${cms}/api/v1/media/${id}`);
    if (headers.get('cache-control')?.includes('immutable')) return id;
    await sleep(100);
  }
  throw new Error(`The sizes of the picture were not made within ${waitSeconds} s.`);
}

function aView(key: string, id: string, startedAtMs: number, lcp: number): object {
  return {
    v: 1,
    key,
    view: {
      id,
      revision: 1,
      startedAtMs,
      sentAtMs: Date.now(),
      url: 'https://shop.example/notes/one',
      navigationType: 'navigate',
    },
    route: '/notes/:slug',
    vitals: { lcp: { value: lcp }, cls: { value: 0.02 } },
  };
}

async function stored({ ingest }: Pick<House, 'ingest'>, { api, from, to }: Tokens): Promise<void> {
  for (let tries = 0; tries < 10 * waitSeconds; tries++) {
    const { body } = await get(`${ingest}/api/v1/sites/shop/views?from=${from}&to=${to}&limit=100`, api);
    if ((body as { views?: unknown[] }).views?.length === viewCount) return;
    await sleep(100);
  }
  throw new Error(`The views were not stored within ${waitSeconds} s.`);
}

async function answers({ ingest, cms }: House, tokens: Tokens): Promise<Record<string, unknown>> {
  const range = `from=${tokens.from}&to=${tokens.to}`;
  const ask = async (path: string) => (await get(`${ingest}/api/v1/sites/shop/${path}`, tokens.api)).body;
  const file = await fetch(`${cms}/api/v1/media/${tokens.file}`);
  return {
    routes: await ask(`routes?${range}`),
    summary: await ask(`summary?${range}`),
    histogram: await ask(`histogram?metric=lcp&${range}`),
    views: await ask(`views?${range}&limit=100`),
    view: await ask(`views/${tokens.view}`),
    content: (await get(`${cms}/api/v1/content/notes?state=draft`, tokens.cms)).body,
    types: (await get(`${cms}/api/v1/types`, tokens.cms)).body,
    file: createHash('sha256')
      .update(new Uint8Array(await file.arrayBuffer()))
      .digest('hex'),
  };
}

async function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return answer;
}

async function get(url: string, token: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, body: await answer.json() };
}
