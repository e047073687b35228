import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { startTestCms, type TestCms } from '../test-cms.ts';
import { parseRange } from './addresses.ts';
import { type Deliveries, startDeliveries } from './deliver.ts';
import type { Delivery } from './schema.ts';
import { createSend } from './send.ts';
import { forgetOldDeliveries } from './store.ts';

type Got = { headers: IncomingHttpHeaders; body: string };
/** What the receiver does with each delivery in turn; at last it takes it. */
type Mood = 'take' | 'fail' | 'hang' | 'redirect' | 'break';

let cms: TestCms;
let as: string;
let receiver: Server;
let origin: string;
let got: Got[] = [];
let moods: Mood[] = [];
let deliveries: Deliveries | undefined;

beforeAll(async () => {
  cms = await startTestCms();
  as = await cms.logIn('admin');
  await cms.ask('types', {
    as,
    body: { name: 'notes', title: 'Notes', fields: [{ kind: 'text', name: 'title' }] },
  });
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      const mood = moods.shift() ?? 'take';
      if (mood === 'break') request.socket.destroy();
      else if (mood === 'redirect') response.writeHead(302, { location: `${origin}/elsewhere` }).end();
      else if (mood !== 'hang') response.writeHead(mood === 'fail' ? 500 : 204).end();
    });
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await deliveries?.stop();
  deliveries = undefined;
  await cms.pool.query('delete from cms.webhooks');
  got = [];
  moods = [];
});
afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  expect(cms.bugs).toEqual([]);
  await cms.stop();
});

function start({ allowed = ['127.0.0.0/8'], retries = 6, timeoutMs = 150 } = {}): Deliveries {
  const send = createSend({ allowed: allowed.map(parseRange), timeoutMs });
  return startDeliveries(cms.pool, send, {
    retryAfterMs: Array(retries).fill(5),
    leaseMs: 20_000,
    lookEveryMs: 50,
    random: () => 0.5,
    onFault: (error) => cms.bugs.push(error),
  });
}
async function makeWebhook(more: object = {}) {
  const body = { name: 'pages', url: `${origin}/hook`, events: ['entry.*'], ...more };
  const answer = await cms.ask('webhooks', { as, body });
  expect(answer.status, await answer.clone().text()).toBe(201);
  return (await answer.json()) as { id: string; secret: string };
}
async function write(title = 'x'): Promise<string> {
  const made = await cms.ask('content/notes', { as, body: { fields: { title } } });
  return ((await made.json()) as { id: string }).id;
}
async function log(id: string, query = ''): Promise<Delivery[]> {
  const answer = await cms.ask(`webhooks/${id}/deliveries?limit=100&${query}`, { as });
  return ((await answer.json()) as { deliveries: Delivery[] }).deliveries;
}
const settled = (id: string, state: Delivery['state'], count = 1) =>
  vi.waitFor(async () => expect(await log(id, `state=${state}`)).toHaveLength(count), { timeout: 15_000 });

/** As docs/cms.md tells receivers to do it. */
function isGenuine({ headers, body }: Got, secret: string, nowSeconds: number): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = headers;
  if (Math.abs(nowSeconds - Number(at)) > 300) return false;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const expected = Buffer.from(
    `v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`,
  );
  const given = Buffer.from(String(signature));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

it('brings every delivery at last to a receiver that fails, hangs, breaks off and redirects, and tells each try', async () => {
  const { id, secret } = await makeWebhook();
  moods = ['fail', 'hang', 'break', 'redirect', 'take'];
  const entryId = await write('told');
  deliveries = start();
  await settled(id, 'delivered');
  const [delivery] = await log(id);

  expect(delivery?.tries.map(({ status, failure }) => [status, failure])).toEqual([
    [500, 'It answered 500.'],
    [null, 'No answer within 150 ms.'],
    [null, 'No answer: ECONNRESET.'],
    [302, 'It answered 302.'],
    [204, null],
  ]);
  expect(got).toHaveLength(5);
  expect(new Set(got.map(({ body, headers }) => `${headers['webhook-id']} ${body}`)).size).toBe(1);
  expect(JSON.parse(got[0]?.body ?? '')).toMatchObject({
    id: delivery?.id,
    event: 'entry.create',
    type: 'notes',
    subjectId: entryId,
    after: { title: 'told' },
  });
  const now = Date.now() / 1_000;
  expect(got.every((one) => isGenuine(one, secret, now))).toBe(true);
  expect(isGenuine({ ...(got[0] as Got), body: '{}' }, secret, now)).toBe(false);
  expect(isGenuine(got[0] as Got, 'whsec_AAAA', now)).toBe(false);
  expect(isGenuine(got[0] as Got, secret, now + 301)).toBe(false);
});

it('gives up after the last try, and begins anew when it is asked to', async () => {
  const { id } = await makeWebhook();
  moods = Array(3).fill('fail');
  await write();
  deliveries = start({ retries: 2 });
  await settled(id, 'dead');
  const [dead] = await log(id);
  const replay = (delivery: string) =>
    cms.ask(`webhooks/${id}/deliveries/${delivery}/replay`, { as, method: 'POST' });
  const replayed = await replay(dead?.id ?? '');
  deliveries.wake();
  await settled(id, 'delivered');
  const [delivered] = await log(id);

  expect(dead?.tries).toHaveLength(3);
  expect(replayed.status).toBe(204);
  expect(delivered?.tries.map(({ status }) => status)).toEqual([500, 500, 500, 204]);
  expect((await replay('0190f5e0-0000-7000-8000-00000000beef')).status).toBe(404);
});

it('loses nothing and sends nothing twice when several processes deliver', async () => {
  const { id } = await makeWebhook({ events: ['entry.create'] });
  await Promise.all(Array.from({ length: 30 }, (_, n) => write(`${n}`)));
  const patient = { timeoutMs: 10_000 };
  const others = [start(patient), start(patient)];
  deliveries = start(patient);
  await settled(id, 'delivered', 30);
  await Promise.all(others.map((one) => one.stop()));

  expect(got).toHaveLength(30);
  expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(30);
});

it('tells of what was asked for only, and of nothing while it rests', async () => {
  const { id } = await makeWebhook({ events: ['entry.publish', 'media.*'] });
  const { id: resting } = await makeWebhook({ isActive: false });
  const { id: other } = await makeWebhook({ types: ['elsewhere'] });
  const entryId = await write();
  await cms.ask(`content/notes/${entryId}/publish`, { as, method: 'POST' });
  await cms.ask('tokens', { as, body: { name: 't', scopes: [] } });

  expect((await log(id)).map(({ event }) => event)).toEqual(['entry.publish']);
  expect([await log(resting), await log(other)]).toEqual([[], []]);
});

it('connects to no private address, whatever it is called, and says so in the log alone', async () => {
  const { id } = await makeWebhook();
  await makeWebhook({ url: origin.replace('127.0.0.1', 'localhost') });
  await write();
  deliveries = start({ allowed: [], retries: 0 });
  await settled(id, 'dead');
  const [delivery] = await log(id);

  expect(delivery?.tries[0]?.failure).toContain('private network');
  expect(got).toEqual([]);
});

it('takes addresses only that it can post to', async () => {
  for (const url of [
    'ftp://x.example/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'x',
    'http://u:p@x.example/',
    'http://',
  ]) {
    const answer = await cms.ask('webhooks', { as, body: { name: 'a', url, events: ['entry.*'] } });
    expect([url, answer.status]).toEqual([url, 400]);
  }
  const event = await cms.ask('webhooks', {
    as,
    body: { name: 'a', url: 'https://x.example', events: ['user.*'] },
  });
  expect(await event.json()).toMatchObject({ field: 'events.0' });
});

it('tells its secret once, keeps changes apart, and forgets old deliveries', async () => {
  const { id, secret } = await makeWebhook();
  await write();
  deliveries = start();
  await settled(id, 'delivered');
  const read = await cms.ask(`webhooks/${id}`, { as });
  const change = (version: number) =>
    cms.ask(`webhooks/${id}`, {
      as,
      method: 'PATCH',
      body: { isActive: false },
      headers: { 'If-Match': `"${version}"` },
    });

  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
  expect(await read.text()).not.toContain(secret);
  expect([(await change(1)).status, (await change(1)).status]).toEqual([200, 412]);
  await cms.pool.query(`update cms.webhook_deliveries set done_at = now() - interval '31 days'`);
  await forgetOldDeliveries(cms.pool, 30);
  expect(await log(id)).toEqual([]);
  expect((await cms.ask(`webhooks/${id}`, { as, method: 'DELETE' })).status).toBe(204);
});
