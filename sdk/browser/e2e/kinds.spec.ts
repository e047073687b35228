/** Every kind of view: prerendered, restored, moved to another route, opened in the background. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { leave, test } from './visit.ts';

test('holds a prerendered page until it is shown, and measures from then on', async ({
  door,
  launchOptions,
}) => {
  // Browsers do not prerender while a debugger holds the page: this one walks by itself.
  const folder = mkdtempSync(join(tmpdir(), 'throughline-'));
  const walker = spawn(
    launchOptions.executablePath ?? 'chromium',
    [
      ...(launchOptions.args ?? []),
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${folder}`,
      `${door.origin}/prerender`,
    ],
    { stdio: 'ignore', detached: true },
  );
  const [view] = await door.waitFor(1);
  // Its helpers are in its process group, and write to the folder to the last.
  process.kill(-(walker.pid ?? 0), 'SIGKILL');
  await once(walker, 'exit');
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });

  expect(view?.view.navigationType).toBe('prerender');
  expect(view?.route).toBe('/shown/early');
  expect(view?.navigation?.activationMs).toBeGreaterThan(0);
  expect(view?.vitals.ttfb?.value).toBe(0);
  expect(view?.vitals.lcp?.value).toBeLessThan(1_000);
  expect(door.received).toHaveLength(1);
});

test('begins a view of its own when the page is restored from the back/forward cache', async ({
  playwright,
  door,
}) => {
  const browser = await playwright.chromium.launch({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  const page = await browser.newPage();
  await page.goto(`${door.origin}/article/one`);
  await page.waitForTimeout(500);
  await page.goto(`${door.origin}/bare`);
  // `page.goBack()` waits for a load, and a restore is none.
  await page.evaluate(() => history.back()).catch(() => {});
  await page.waitForTimeout(500);
  await page.click('#buy');
  await page.waitForTimeout(300);
  await page.goto(`${door.origin}/bare?again`);
  const views = await door.waitFor(2);
  await browser.close();

  expect(views.map(({ view }) => view.navigationType)).toEqual(['navigate', 'back-forward-cache']);
  const [first, restored] = views;
  expect(first?.vitals.inp).toBeUndefined();
  expect(restored?.vitals.lcp?.value).toBeLessThan(1_000);
  expect(restored?.vitals.cls?.value).toBe(0);
  expect(restored?.vitals.inp?.target).toBe('[data-name="buy-button"]');
  expect(restored?.navigation).toBeUndefined();
  expect(restored?.visit).toEqual(first?.visit);
});

test('splits a single-page application into its routes, each with its own vitals', async ({ page, door }) => {
  await page.goto(`${door.origin}/spa`);
  await page.waitForTimeout(400);
  for (const name of ['One', 'Two', 'Three']) {
    await page.click(`text=${name} >> nth=0`);
    await page.waitForTimeout(300);
    await page.click('main button');
    await page.waitForTimeout(300);
  }
  await page.close({ runBeforeUnload: true });
  const views = await door.waitFor(4);

  expect(views.map(({ view }) => [new URL(view.url).pathname, view.navigationType])).toEqual([
    ['/spa', 'navigate'],
    ['/spa/one', 'soft-navigation'],
    ['/spa/two', 'soft-navigation'],
    ['/spa/three', 'soft-navigation'],
  ]);
  // The click that leads on belongs to the page on which it was made.
  expect(views[0]?.vitals.inp?.target).toBe('html>body>nav>a');
  for (const view of views.slice(1)) {
    expect(view.vitals.inp?.value).toBeGreaterThanOrEqual(96);
    expect(view.vitals.inp?.target).toBe('html>body>main>button');
    expect(view.vitals.lcp?.target).toBe('html>body>main>h2');
    expect(view.vitals.fcp?.value).toBeGreaterThan(0);
    expect(view.vitals.cls?.value).toBeGreaterThanOrEqual(0);
    expect(view.vitals.ttfb).toBeUndefined();
    expect(view.navigation).toBeUndefined();
    expect(view.requests).toHaveLength(1);
    expect(view.requests?.[0]?.startMs).toBeLessThan(500);
  }
  expect(views[1]?.referrer).toBe(`${door.origin}/spa`);
});

test('splits routes where there is no Navigation API by wrapping the history methods', async ({
  page,
  door,
}) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'navigation'));
  await page.goto(`${door.origin}/spa`);
  await page.waitForTimeout(300);
  await page.click('text=One >> nth=0');
  await page.waitForTimeout(200);
  await page.goBack();
  await page.waitForTimeout(200);
  await page.close({ runBeforeUnload: true });

  const views = await door.waitFor(3);

  expect(views.map(({ view }) => new URL(view.url).pathname)).toEqual(['/spa', '/spa/one', '/spa']);
});

test('tells no paint of a page that was opened in the background', async ({ page, door }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Document.prototype, 'visibilityState', { configurable: true, get: () => 'hidden' });
    Object.defineProperty(Document.prototype, 'hidden', { configurable: true, get: () => true });
    const entries = performance.getEntriesByType.bind(performance);
    // A tab opened in the background has been hidden since its first moment.
    performance.getEntriesByType = (type: string) =>
      type === 'visibility-state' ? ([{ name: 'hidden', startTime: 0 }] as never) : entries(type);
  });
  await page.goto(`${door.origin}/article`);
  await page.waitForTimeout(600);

  const view = await leave(page, door);

  expect(Object.keys(view.vitals)).toEqual(['ttfb']);
});
