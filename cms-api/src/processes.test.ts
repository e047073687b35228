/** Two processes as they are started for real, on one database and one folder: what is done once is done once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Media } from './media/schema.ts';
import { drawNoise } from './media/test-pictures.ts';
import { createTestDatabase } from './test-database.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const password = 'a password for processes';
const email = 'admin@example.test';

type Process = { api: string; child: ChildProcess };
type Received = { headers: IncomingHttpHeaders; body: string };

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let pool: Pool;
let folder: string;
let receiver: Server;
const received: Received[] = [];
let both: Process[];
let as: string;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url });
  folder = await mkdtemp(join(tmpdir(), 'throughline-processes-'));
  receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    response.end();
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  both = await Promise.all([start(), start()]);
  as = await logIn(one());
  const fields = [
    { kind: 'text', name: 'title', required: true },
    { kind: 'slug', name: 'slug' },
  ];
  expect((await ask(one(), 'types', { as, body: { name: 'notes', title: 'Notes', fields } })).status).toBe(
    201,
  );
});
afterAll(async () => {
  const codes = await Promise.all(both.map(({ child }) => stop(child)));
  expect(codes).toEqual([0, 0]);
  receiver.closeAllConnections();
  receiver.close();
  await pool.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

const one = () => both[0] as Process;
const other = () => both[1] as Process;

async function start(): Promise<Process> {
  const port = await freePort();
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH,
      CMS_PORT: String(port),
      CMS_DATABASE_URL: database.url,
      CMS_INSTANCES: '2',
      DATA_DIR: folder,
      ADMIN_EMAIL: email,
      ADMIN_PASSWORD: password,
      TRUST_PROXY: '1',
      CMS_RATE: '60',
      CMS_WEBHOOK_NETWORKS: '127.0.0.0/8',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const origin = `http://127.0.0.1:${port}`;
  const isReady = async () => {
    if (child.exitCode !== null) throw new Error(`A process ended with ${child.exitCode} at its start.`);
    return await fetch(`${origin}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  };
  while (!(await isReady())) await new Promise((done) => setTimeout(done, 50));
  return { api: `${origin}/api/v1`, child };
}

async function stop(child: ChildProcess): Promise<number | null> {
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  child.kill('SIGTERM');
  return await ended;
}

async function freePort(): Promise<number> {
  const server = createSocketServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

type Asked = { as?: string; method?: string; body?: unknown; headers?: Record<string, string> };

function ask({ api }: Process, path: string, { as, method, body, headers }: Asked = {}): Promise<Response> {
  return fetch(`${api}/${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(as !== undefined && { authorization: `Bearer ${as}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}

async function logIn(at: Process): Promise<string> {
  const answer = await ask(at, 'auth/login', { body: { email, password } });
  return ((await answer.json()) as { accessToken: string }).accessToken;
}

async function create(at: Process, fields: object): Promise<{ id: string }> {
  return (await (await ask(at, 'content/notes', { as, body: { fields } })).json()) as { id: string };
}

it('has one first admin and one key: who logs in here is known there', async () => {
  const { rows } = await pool.query(
    'select (select count(*) from cms.users)::integer as users, (select count(*) from cms.signing_keys)::integer as keys',
  );

  expect(rows).toEqual([{ users: 1, keys: 1 }]);
  for (const at of both) {
    const token = await logIn(at);
    for (const asked of both) expect((await ask(asked, 'auth/me', { as: token })).status).toBe(200);
    await ask(one(), 'auth/logout', { as: token, method: 'POST' });
    for (const asked of both) expect((await ask(asked, 'auth/me', { as: token })).status).toBe(401);
  }
});

it('publishes by the clock once, whoever looks first', { timeout: 120_000 }, async () => {
  const ids: string[] = [];
  for (let count = 0; count < 20; count++) {
    const { id } = await create(both[count % 2] as Process, { title: `Due ${count}` });
    ids.push(id);
    const publishAt = new Date(Date.now() - 1_000).toISOString();
    expect((await ask(one(), `content/notes/${id}/schedule`, { as, body: { publishAt } })).status).toBe(200);
  }
  const waiting = () =>
    pool.query('select count(*)::integer as left from cms.entries where publish_at is not null');

  await expect.poll(async () => (await waiting()).rows[0].left, { timeout: 100_000, interval: 500 }).toBe(0);

  const { rows: versions } = await pool.query(
    `select count(*)::integer as count from cms.versions where change = 'publish' and entry_id = any($1) group by entry_id`,
    [ids],
  );
  expect(versions).toEqual(ids.map(() => ({ count: 1 })));
  const { rows: lines } = await pool.query(
    `select count(*)::integer as count from cms.audit_log where action = 'entry.publish' and subject_id = any($1) group by subject_id`,
    [ids],
  );
  expect(lines).toEqual(ids.map(() => ({ count: 1 })));
});

it('makes each size of a picture once, and serves what the other took in', { timeout: 90_000 }, async () => {
  await pool.query(`
    create table made (media_id uuid, width integer, format text);
    create function note_made() returns trigger language plpgsql as
      $$ begin insert into made values (new.media_id, new.width, new.format); return new; end $$;
    create trigger note_made before insert on cms.media_variants for each row execute function note_made()`);
  const pictures = await Promise.all(
    both.map(async (at, index) => {
      const answer = await fetch(`${at.api}/media?name=${index}.png`, {
        method: 'POST',
        headers: { authorization: `Bearer ${as}` },
        body: await drawNoise(390 + index, 100)
          .png()
          .toBuffer(),
      });
      return (await answer.json()) as Media;
    }),
  );
  const sizes = () => pool.query('select count(*)::integer as count from cms.media_variants');
  // Eight widths up to 384 and the picture's own, in three formats.
  const all = pictures.length * 9 * 3;
  const askAll = () =>
    Promise.all(
      pictures.flatMap(({ id }) =>
        both.flatMap((at) =>
          ['w=384&format=webp', 'w=64', ''].map((query) => ask(at, `media/${id}?${query}`)),
        ),
      ),
    );

  const count = async () => {
    for (const answer of await askAll()) {
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
    }
    return (await sizes()).rows[0].count;
  };
  await expect.poll(count, { timeout: 60_000, interval: 200 }).toBe(all);

  const { rows } = await pool.query(
    'select count(*)::integer as times from made group by media_id, width, format having count(*) > 1',
  );
  expect(rows).toEqual([]);
  for (const { id } of pictures) {
    const [here, there] = await Promise.all(
      both.map(async (at) => {
        const answer = await ask(at, `media/${id}?w=384&format=webp`);
        return [answer.headers.get('etag'), Buffer.from(await answer.arrayBuffer()).toString('base64')];
      }),
    );
    expect(here).toEqual(there);
  }
});

it('delivers each webhook once', async () => {
  const { port } = receiver.address() as AddressInfo;
  const made = await ask(one(), 'webhooks', {
    as,
    body: { name: 'all', url: `http://127.0.0.1:${port}/`, events: ['entry.create'], types: [] },
  });
  const { secret } = (await made.json()) as { secret: string };

  const ids = await Promise.all(
    Array.from(
      { length: 60 },
      async (_, index) => (await create(both[index % 2] as Process, { title: 'x' })).id,
    ),
  );
  const delivered = () =>
    pool.query(`select count(*)::integer as count from cms.webhook_deliveries where state = 'delivered'`);
  await expect.poll(async () => (await delivered()).rows[0].count, { timeout: 15_000 }).toBe(60);

  expect(received.map(({ body }) => (JSON.parse(body) as { subjectId: string }).subjectId).sort()).toEqual(
    ids.sort(),
  );
  const { rows } = await pool.query('select count(*)::integer as tries from cms.webhook_tries');
  expect(rows).toEqual([{ tries: 60 }]);
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  for (const { headers, body } of received) {
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    expect(headers['webhook-signature']).toBe(
      `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
    );
  }
});

it('makes one entry for an Idempotency-Key that comes 20 times at once, here and there', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      ask(both[index % 2] as Process, 'content/notes', {
        as,
        body: { fields: { title: 'once', slug: 'once' } },
        headers: { 'Idempotency-Key': 'twenty' },
      }),
    ),
  );

  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
  const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { id: string }).id));
  expect(new Set(ids).size).toBe(1);
});

it('tells readers there what was changed here', async () => {
  const { id } = await create(one(), { title: 'old', slug: 'told' });
  await ask(one(), `content/notes/${id}/publish`, { as, method: 'POST' });
  const titleAt = async (at: Process) =>
    ((await (await ask(at, 'content/notes/told')).json()) as { fields: { title: string } }).fields?.title;
  for (const at of both) await expect.poll(() => titleAt(at)).toBe('old');

  await ask(one(), `content/notes/${id}`, { as, method: 'PATCH', body: { fields: { title: 'new' } } });
  await ask(one(), `content/notes/${id}/publish`, { as, method: 'POST' });

  expect(await titleAt(one())).toBe('new');
  await expect.poll(() => titleAt(other())).toBe('new');
});

it('looks at ten passwords in all for one account from one address', async () => {
  const statuses: number[] = [];
  for (let count = 0; count < 12; count++) {
    const answer = await ask(both[count % 2] as Process, 'auth/login', {
      body: { email, password: 'another password' },
      headers: { 'x-forwarded-for': '203.0.113.1' },
    });
    statuses.push(answer.status);
  }

  expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
});

it('counts the requests of an address that went to the other', async () => {
  const from = { headers: { 'x-forwarded-for': '203.0.113.2' } };
  for (let count = 0; count < 60; count++) expect((await ask(one(), 'types', from)).status).toBe(200);
  expect((await ask(one(), 'types', from)).status).toBe(429);

  let served = 0;
  while ((await ask(other(), 'types', from)).status === 200) {
    served++;
    await new Promise((done) => setTimeout(done, 100));
  }

  expect(served, 'alone it would serve 60').toBeLessThan(60);
});
