import type { LiveView } from '@throughline/protocol';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { openPostgresStore } from '../store/postgres/store.ts';
import { aViewBody } from '../store/test-samples.ts';
import { startTestApp, type TestApp } from '../test-app.ts';
import { createLiveHub, type LiveEvent } from './hub.ts';

type Heard = { event?: string; id?: string; data?: string };

let app: TestApp;
const open: AbortController[] = [];

beforeAll(async () => {
  app = await startTestApp(async (store) => {
    for (const id of ['a', 'b']) await store.putSite({ id, name: id, writeKey: `pk_${id}`, origins: [] });
  });
  // The hub listens once its connection stands: only then a view can be heard.
  const heard = await listen('a');
  await vi.waitFor(async () => {
    await send('pk_a', '/warm-up');
    expect(heard.length).toBeGreaterThan(0);
  }, 10_000);
});
afterEach(() => {
  for (const stream of open.splice(0)) stream.abort();
});
afterAll(() => app.close());

/** @returns A list that grows as events come. */
async function listen(site: string, headers: Record<string, string> = {}): Promise<Heard[]> {
  const stream = new AbortController();
  open.push(stream);
  const response = await fetch(`${app.base}/api/v1/sites/${site}/live`, {
    headers: { ...app.admin, ...headers },
    signal: stream.signal,
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const heard: Heard[] = [];
  void readEvents(response, heard).catch(() => {});
  return heard;
}

async function readEvents(response: Response, heard: Heard[]): Promise<void> {
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const whole = text.split('\n\n');
    text = whole.pop() ?? '';
    for (const lines of whole) {
      const event = Object.fromEntries(lines.split('\n').map((line) => line.split(/: (.*)/s, 2)));
      if ('event' in event) heard.push(event);
    }
  }
}

async function send(key: string, route: string, revision = 1, id?: string): Promise<string> {
  const startedAtMs = Date.now();
  const body = aViewBody({ key, route }, { startedAtMs, sentAtMs: startedAtMs, revision, ...(id && { id }) });
  await fetch(`${app.base}/v1/views`, { method: 'POST', body: JSON.stringify(body) });
  await app.settled();
  return body.view.id;
}

function viewsIn(heard: Heard[]): LiveView[] {
  return heard.filter(({ event }) => event === 'view').map(({ data }) => JSON.parse(data ?? '') as LiveView);
}

it('tells a view once it is stored, and each later revision of it', async () => {
  const heard = await listen('a');

  const id = await send('pk_a', '/told');
  await send('pk_a', '/told', 2, id);

  // A bot, for what sends it is no browser.
  await expect
    .poll(() => viewsIn(heard).filter((view) => view.id === id))
    .toMatchObject([
      { revision: 1, route: '/told', vitals: { lcp: 1_834.2, cls: 0.02 }, isBot: true },
      { revision: 2 },
    ]);
});

it('tells nothing of another site', async () => {
  const heard = await listen('a');

  const foreign = await send('pk_b', '/of-b');
  const own = await send('pk_a', '/of-a');

  await expect.poll(() => viewsIn(heard).some(({ id }) => id === own)).toBe(true);
  expect(viewsIn(heard).some(({ id }) => id === foreign)).toBe(false);
});

it('goes on after the last event that a client has seen', async () => {
  const heard = await listen('a');
  const seen = await send('pk_a', '/seen');
  await expect.poll(() => viewsIn(heard).some(({ id }) => id === seen)).toBe(true);
  const missed = await send('pk_a', '/missed');

  const again = await listen('a', { 'Last-Event-ID': `${seen}.1` });

  await expect.poll(() => viewsIn(again).map(({ id }) => id)).toEqual([missed]);
});

it('says that something may be missing when it does not know the last event', async () => {
  const heard = await listen('a', { 'Last-Event-ID': 'long-ago.1' });

  await expect.poll(() => heard[0]?.event).toBe('gap');
});

it('is heard by every process, and a flood stays small', async () => {
  const elsewhere = await openPostgresStore({ databaseUrl: app.databaseUrl });
  const hub = createLiveHub(elsewhere.listenToViews);
  const heard: LiveEvent[] = [];
  hub.join('a', undefined, (event) => heard.push(event));
  await expect
    .poll(async () => {
      await send('pk_a', '/warm-up');
      return heard.length;
    })
    .toBeGreaterThan(0);
  heard.length = 0;
  const views = Array.from({ length: 500 }, (_, index) => ({
    site: 'a',
    view: {
      id: `${index}`,
      revision: 1,
      startedAt: new Date().toISOString(),
      route: '/flood',
      url: 'https://example.test/flood',
      navigationType: 'navigate',
      isBot: false,
      vitals: {},
      server: {},
    },
  }));

  await app.store.announceViews(views, ({ view }) => view);

  await expect.poll(() => heard.at(-1)?.event).toBe('skipped');
  const last = heard.at(-1);
  const told = heard.filter(({ event }) => event === 'view').length;
  expect(told).toBeGreaterThan(10);
  expect(last?.event === 'skipped' && last.data.count).toBe(500 - told);
  await hub.stop();
  await elsewhere.close();
});

it('leaves room for the onlookers of other sites', async () => {
  const look = (site: string): Promise<Response> => {
    const stream = new AbortController();
    open.push(stream);
    return fetch(`${app.base}/api/v1/sites/${site}/live`, { headers: app.admin, signal: stream.signal });
  };
  const statuses = await Promise.all(Array.from({ length: 51 }, async () => (await look('a')).status));

  expect(statuses.filter((status) => status === 200)).toHaveLength(50);
  expect(statuses.filter((status) => status === 503)).toHaveLength(1);
  expect((await look('b')).status).toBe(200);
});
