/** The host page comes first: whatever is broken, refused or missing, it sees no error and no line of ours. */
import { createHash } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import type { Door } from './door.ts';
import { leave, listen, test } from './visit.ts';

type Api = Record<'flush' | 'stop' | 'start' | 'setConsent' | 'mark', (...given: unknown[]) => unknown>;
const call = (page: Page, name: keyof Api, given?: unknown) =>
  page.evaluate(
    ([name, given]) => (window as unknown as { throughline: Api }).throughline[name as keyof Api](given),
    [name, given] as const,
  );

/** The browser's own lines about requests that failed are its own. */
const oursOf = (heard: string[]) =>
  heard.filter((line) => !/^Failed to load resource|CORS policy|Content Security Policy/.test(line));

const startOn = async (page: Page, door: Door, options: object, path = '/bare') => {
  await page.goto(door.origin + path);
  await page.addScriptTag({ url: `${door.origin}/sdk.js` });
  await call(page, 'start', { key: 'pk_demo', ...options });
};

test('keeps what a broken ingest did not take, and sends it from the next page of the visit', async ({
  page,
  door,
}) => {
  const heard = listen(page);
  door.answer = () => ({ status: 503 });
  await page.goto(`${door.origin}/article/one`);
  await page.waitForTimeout(500);
  await call(page, 'flush');
  await page.goto(`${door.origin}/article/two`);
  await page.waitForTimeout(200);
  door.forget();
  door.answer = () => ({ status: 202 });

  const [first] = await door.waitFor(1, ({ view }) => view.url.endsWith('/one'));

  expect(first?.vitals.lcp?.value).toBeGreaterThan(0);
  expect(oursOf(heard)).toEqual([]);
});

test('waits as long as Retry-After asks', async ({ page, door }) => {
  const heard = listen(page);
  door.answer = () => ({ status: 429, headers: { 'retry-after': '3600' } });
  await page.goto(`${door.origin}/article/one`);
  await page.waitForTimeout(500);
  await call(page, 'flush');
  for (let more = 0; more < 3; more += 1) {
    await call(page, 'mark', `more-${more}`);
    await page.waitForTimeout(700);
    await call(page, 'flush');
  }
  await page.goto(`${door.origin}/article/two`);
  await page.waitForTimeout(1_500);
  await page.goto(`${door.origin}/bare`);

  expect(door.received).toHaveLength(1);
  expect(oursOf(heard)).toEqual([]);
});

test('stays silent and bounded when the ingest is gone, and tells what it lost', async ({ page, door }) => {
  const heard = listen(page);
  door.answer = () => ({ status: 500 });
  await page.goto(`${door.origin}/spa`);
  await page.waitForTimeout(300);
  await call(page, 'flush');
  await page.evaluate(async () => {
    for (let route = 0; route < 70; route += 1) {
      history.pushState({}, '', `/spa/${route}/${'x'.repeat(900)}`);
      await new Promise((wake) => setTimeout(wake, 30));
    }
  });
  await page.waitForTimeout(2_000);
  const tries = door.received.length;
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')));
  const [, waiting, , , lost] = JSON.parse(
    (await page.evaluate(() => sessionStorage.getItem('throughline'))) ?? '[]',
  );
  door.answer = () => ({ status: 202 });

  // Full jitter from one second on: a handful of tries in these seconds, whatever the number of views.
  expect(tries).toBeLessThan(15);
  expect(waiting.length).toBeLessThanOrEqual(50);
  expect(new TextEncoder().encode(JSON.stringify(waiting)).length).toBeLessThan(90_000);
  expect(lost).toBeGreaterThan(0);
  expect(oursOf(heard)).toEqual([]);
  await door.waitFor(20);
  await call(page, 'mark', 'after');
  await call(page, 'flush');
  const [told] = await door.waitFor(1, ({ dropped }) => (dropped?.views ?? 0) > 0);
  expect(told?.dropped?.views).toBeGreaterThanOrEqual(lost);
});

test('never waits for an ingest that hangs', async ({ page, door }) => {
  const heard = listen(page);
  door.answer = () => undefined;
  await page.goto(`${door.origin}/article/one`);
  await page.waitForTimeout(400);
  page.evaluate(() => (window as unknown as { throughline: Api }).throughline.flush()).catch(() => {});
  await page.click('#buy');
  await page.waitForTimeout(300);
  await page.goto(`${door.origin}/bare`);

  expect(await page.title()).toBe('Bare');
  expect(oursOf(heard)).toEqual([]);
});

test('tries nothing again after the page forbade it', async ({ page, door }) => {
  const heard = listen(page);
  door.pageHeaders = { 'content-security-policy': "connect-src 'none'" };
  await page.goto(`${door.origin}/bare`);
  await page.addScriptTag({ url: `${door.origin}/sdk.js` });
  await call(page, 'start', { key: 'pk_demo' });
  await page.waitForTimeout(1_500);
  const lines = heard.length;
  for (let more = 0; more < 3; more += 1) {
    await call(page, 'mark', `more-${more}`);
    await page.waitForTimeout(700);
    await call(page, 'flush');
  }
  await page.goto(`${door.origin}/bare`);

  expect(door.received).toEqual([]);
  expect(lines).toBeLessThanOrEqual(2);
  expect(heard).toHaveLength(lines);
  expect(oursOf(heard)).toEqual([]);
});

test('works where storage is denied', async ({ page, door }) => {
  const heard = listen(page);
  await page.addInitScript(() => {
    Object.defineProperty(window, 'sessionStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  await page.goto(`${door.origin}/article`);
  await page.waitForTimeout(400);

  const view = await leave(page, door);

  expect(view.visit?.id).toBeTruthy();
  expect(heard).toEqual([]);
});

test('does nothing where fetch and sendBeacon are missing', async ({ page, door }) => {
  const heard = listen(page);
  await page.addInitScript(() => {
    for (const name of ['fetch', 'fetchLater']) Reflect.deleteProperty(window, name);
    Reflect.deleteProperty(Navigator.prototype, 'sendBeacon');
  });
  await startOn(page, door, {});
  await page.waitForTimeout(800);
  await call(page, 'flush');
  await page.goto(`${door.origin}/bare`);

  expect(door.received).toEqual([]);
  expect(heard).toEqual([]);
});

for (const [jump, ms] of [
  ['ten years ahead', 315_360_000_000],
  ['to the year 1970', -1_900_000_000_000],
] as const) {
  test(`survives a clock that jumps ${jump}`, async ({ page, door }) => {
    const heard = listen(page);
    await page.goto(`${door.origin}/article`);
    await page.waitForTimeout(300);
    await page.evaluate((ms) => {
      const now = Date.now.bind(Date);
      Date.now = () => Math.max(0, now() + ms);
    }, ms);
    await page.click('#buy');

    const view = await leave(page, door);

    expect(view.vitals.lcp?.value).toBeLessThan(60_000);
    expect(heard).toEqual([]);
  });
}

test('is off for a visitor who refuses to be measured', async ({ page, door }) => {
  for (const signal of ['globalPrivacyControl', 'doNotTrack']) {
    await page.addInitScript((name) => {
      Object.defineProperty(Navigator.prototype, name, {
        configurable: true,
        get: () => (name === 'doNotTrack' ? '1' : true),
      });
    }, signal);
    await page.goto(`${door.origin}/article`);
    await page.waitForTimeout(800);
    await page.goto(`${door.origin}/bare`);
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  }
  await startOn(page, door, { honorPrivacySignals: false });
  await leave(page, door);

  expect(door.received).toHaveLength(1);
});

test('keeps the first page in memory until the visitor consents', async ({ page, door }) => {
  await startOn(page, door, { consent: 'pending' });
  await page.evaluate(() => history.pushState({}, '', '/bare/second'));
  await page.waitForTimeout(2_500);
  expect(door.received).toEqual([]);
  expect(await page.evaluate(() => sessionStorage.length + document.cookie.length)).toBe(0);

  await call(page, 'setConsent', true);
  await page.waitForTimeout(1_000);
  await page.close({ runBeforeUnload: true });
  const views = await door.waitFor(2);

  expect(views.map(({ view }) => new URL(view.url).pathname)).toEqual(['/bare', '/bare/second']);
});

test('forgets everything when the visitor declines', async ({ page, door }) => {
  await startOn(page, door, { consent: 'pending' });
  await call(page, 'setConsent', false);
  await page.waitForTimeout(800);
  await page.goto(`${door.origin}/bare`);
  await page.waitForTimeout(300);

  expect(door.received).toEqual([]);
});

test('samples by visit and says at which rate', async ({ page, door }) => {
  const id = '0000000-0000-4000-8000-000000000000';
  for (const [visit, path] of [
    [`f${id}`, '/bare/out'],
    [`0${id}`, '/bare/in'],
  ] as const) {
    await page.goto(door.origin + path);
    await page.evaluate((visit) => sessionStorage.setItem('throughline', JSON.stringify([visit])), visit);
    await startOn(page, door, { sampleRate: 0.5 }, path);
  }
  await page.goto('about:blank');

  const views = await door.waitFor(1);

  expect(views.map(({ sampleRate, view }) => [sampleRate, new URL(view.url).pathname])).toEqual([
    [0.5, '/bare/in'],
  ]);
});

test('gives the site the last look, and sends neither what it holds back nor what it breaks on', async ({
  page,
  door,
}) => {
  const heard = listen(page);
  for (const [look, path] of [
    ['(body) => ({ ...body, route: "/seen" })', '/bare/seen'],
    ['() => null', '/bare/held'],
    ['() => { throw new Error("site bug"); }', '/bare/broken'],
  ]) {
    await page.goto(door.origin + path);
    await page.addScriptTag({ url: `${door.origin}/sdk.js` });
    await page.evaluate(`throughline.start({ key: 'pk_demo', beforeSend: ${look} })`);
    await page.waitForTimeout(1_300);
    await call(page, 'flush');
  }
  await page.goto('about:blank');
  const views = await door.waitFor(1);

  expect(views.map(({ route, view }) => [route, new URL(view.url).pathname])).toEqual([
    ['/seen', '/bare/seen'],
  ]);
  expect(heard).toEqual([]);
});

test('keeps allowed parameters alone, and a route of the site’s own', async ({ page, door }) => {
  await page.goto(`${door.origin}/bare?page=2&email=me@example.test#top`);
  await page.addScriptTag({ url: `${door.origin}/sdk.js` });
  await page.evaluate(
    `throughline.start({ key: 'pk_demo', keepQuery: ['page'], route: ({ pathname }) => pathname + '/:own', tags: { plan: 'free' } })`,
  );
  const view = await leave(page, door);

  expect(view.view.url).toBe(`${door.origin}/bare?page=2`);
  expect(view).toMatchObject({ route: '/bare/:own', tags: { plan: 'free' } });
});

test('loses nothing of what failed while a page was left, once a failure is heard', async ({
  page,
  door,
}) => {
  door.answer = () => ({ status: 503 });
  await page.goto(`${door.origin}/article/one`);
  await page.waitForTimeout(1_300);
  await page.goto(`${door.origin}/article/two`);
  await page.waitForTimeout(300);
  await call(page, 'flush');
  door.forget();
  door.answer = () => ({ status: 202 });

  const views = await door.waitFor(2);

  expect(views.map(({ view }) => new URL(view.url).pathname).sort()).toEqual([
    '/article/one',
    '/article/two',
  ]);
});

test('lets a page at rest be at rest', async ({ page, door }) => {
  await page.addInitScript(() => {
    const counted = window as unknown as { timers: number };
    const original = window.setTimeout;
    counted.timers = 0;
    window.setTimeout = ((...given: Parameters<typeof original>) => {
      counted.timers += 1;
      return original(...given);
    }) as typeof original;
  });
  await page.goto(`${door.origin}/article`);
  await page.waitForTimeout(3_000);
  const timers = () => page.evaluate(() => (window as unknown as { timers: number }).timers);
  const before = await timers();

  await page.waitForTimeout(7_000);

  expect(await timers()).toBe(before);
});

test('runs under a policy of nonces and hashes', async ({ page, door }) => {
  const heard = listen(page);
  const script = await (await page.request.get(`${door.origin}/sdk.js`)).body();
  const integrity = createHash('sha384').update(script).digest('base64');
  await page.route(`${door.origin}/strict`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'content-security-policy': "script-src 'nonce-abc'; connect-src 'self'" },
      body: `<!doctype html><link rel="icon" href="data:,"><h1>Strict</h1>
        <script nonce="abc">window.throughline ??= Object.assign((...call) => throughline.q.push(call), { q: [] }); throughline('mark', 'early');</script>
        <script async nonce="abc" integrity="sha384-${integrity}" src="/sdk.js" data-key="pk_demo"></script>`,
    }),
  );
  await page.goto(`${door.origin}/strict`);
  await page.waitForTimeout(500);

  const view = await leave(page, door);

  expect(view.marks?.map(({ name }) => name)).toEqual(['early']);
  expect(heard).toEqual([]);
});

test('says in development mode what it measures and why it is silent, and loads nothing of that in production', async ({
  page,
  door,
}) => {
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await page.goto(`${door.origin}/article`);
  await page.waitForTimeout(500);
  expect(loaded).not.toContain('/sdk-development.js');

  const heard = listen(page);
  await startOn(page, door, { development: true, consent: 'pending' });
  await expect.poll(() => heard.join('\n')).toMatch(/FCP \d+ ms \((good|needs-improvement|poor)\)/);
  expect(heard.join('\n')).toContain('nothing is sent: it waits for setConsent(true)');
  const analysis = await page.evaluate(() =>
    (window as unknown as { throughline: { analyseResources(): object } }).throughline.analyseResources(),
  );
  expect(analysis).toMatchObject({ byType: { script: { count: expect.any(Number) } } });
});

test('lets what the site measures itself stand for its own values', async ({ page, door }) => {
  await page.goto(`${door.origin}/article`);
  await page.waitForTimeout(200);
  await page.evaluate(() => {
    const { throughline } = window as unknown as {
      throughline: { reportWebVitals(metric: object): void };
    };
    throughline.reportWebVitals({ name: 'CLS', value: 0.5, navigationType: 'navigate' });
    throughline.reportWebVitals({ name: 'Next.js-hydration', value: 12 });
  });
  await page.waitForTimeout(700);

  const view = await leave(page, door);

  expect(view.vitals.cls).toMatchObject({ value: 0.5, target: expect.any(String) });
  expect(view.vitals.lcp?.value).toBeGreaterThan(0);
});
