/** What reaches the door however a visit ends, and how much of it. Campaigns grow by `VISITS=100`. */
import { expect, type Page } from '@playwright/test';
import { leave, test, visits } from './visit.ts';

test.describe.configure({ timeout: 60_000 + visits * 8_000 });

test('delivers every visit of 1.3 seconds', async ({ page, door }) => {
  for (let visit = 0; visit < visits; visit += 1) {
    await page.goto(`${door.origin}/article/${visit}`);
    await page.waitForTimeout(1_300);
    if (visit % 2) await page.click('#buy');
    // A frame that a busy machine never presents makes no event entry.
    await page.evaluate(() => new Promise((seen) => requestAnimationFrame(() => setTimeout(seen, 16))));
  }
  await page.goto(`${door.origin}/bare`);

  const views = await door.waitFor(visits);

  expect(views).toHaveLength(visits);
  for (const [visit, view] of views.entries()) {
    expect(Object.keys(view.vitals)).toEqual(expect.arrayContaining(['lcp', 'cls', 'fcp', 'ttfb']));
    if (visit % 2) expect(Object.keys(view.vitals)).toEqual(expect.arrayContaining(['inp', 'fid']));
  }
  // One request a view: the browser held each body until its page was left.
  expect(door.received).toHaveLength(visits);
});

test('delivers every tab that is closed', async ({ context, door }) => {
  for (let visit = 0; visit < visits; visit += 1) {
    const page = await context.newPage();
    await page.goto(`${door.origin}/article/${visit}`);
    await page.waitForTimeout(400);
    await page.click('#buy');
    await page.close({ runBeforeUnload: visit % 2 === 0 });
  }

  const views = await door.waitFor(visits);

  expect(views).toHaveLength(visits);
  expect(door.received).toHaveLength(visits);
});

test('delivers every page whose renderer crashes', async ({ context, door }) => {
  for (let visit = 0; visit < visits; visit += 1) {
    const page = await context.newPage();
    await page.goto(`${door.origin}/article/${visit}`);
    await page.waitForTimeout(1_300);
    const session = await context.newCDPSession(page);
    session.send('Page.crash').catch(() => {});
    await page.waitForEvent('crash');
    await page.close();
  }

  const views = await door.waitFor(visits);

  expect(views).toHaveLength(visits);
  expect(views.every(({ view, vitals }) => view.deferred && vitals.lcp)).toBe(true);
});

test('sends a later revision only when something changed', async ({ page, door }) => {
  await page.goto(`${door.origin}/article`);
  await page.waitForTimeout(600);
  const flush = () =>
    page.evaluate(() =>
      (window as unknown as { throughline(name: string): Promise<void> }).throughline('flush'),
    );
  await flush();
  await flush();
  expect(door.received).toHaveLength(1);

  await page.click('#buy');
  await page.waitForTimeout(200);
  await flush();
  const view = await leave(page, door, ({ vitals }) => vitals.inp !== undefined);

  expect(view.view.revision).toBeGreaterThan(door.received[0]?.body.view.revision ?? 0);
  expect(door.views()).toHaveLength(1);
});

test('tells a tab that was hidden and came back as one view with a higher revision', async ({
  page,
  door,
}) => {
  await page.goto(`${door.origin}/article`);
  await page.waitForTimeout(600);
  await show(page, 'hidden');
  const [hidden] = await door.waitFor(1);
  await show(page, 'visible');
  await page.click('#buy');
  await page.waitForTimeout(200);

  const view = await leave(page, door, ({ vitals }) => vitals.inp !== undefined);

  expect(hidden?.vitals.inp).toBeUndefined();
  expect(view.view.id).toBe(hidden?.view.id);
  expect(view.view.revision).toBeGreaterThan(hidden?.view.revision ?? 0);
  expect(door.views()).toHaveLength(1);
});

test('tells the standard visit in one small request', async ({ page, door }) => {
  await page.goto(`${door.origin}/standard`);
  await page.waitForTimeout(600);
  await page.click('#buy');
  await page.waitForTimeout(200);
  const view = await leave(page, door);

  expect(Object.keys(view.vitals).sort()).toEqual(['cls', 'fcp', 'fid', 'inp', 'lcp', 'ttfb']);
  expect(door.received).toHaveLength(1);
  // A busy machine adds long frames and their scripts; the bench measures the whole body beside its neighbours.
  const { longFrames: _slow, ...steady } = view;
  expect(Buffer.byteLength(JSON.stringify(steady))).toBeLessThanOrEqual(2_400);
});

test('cuts lists for the body that the browser holds, and counts what it cut', async ({
  context,
  page,
  door,
}) => {
  await page.goto(`${door.origin}/article`);
  await page.evaluate(() => {
    for (let at = 0; at < 70; at += 1) performance.mark(`mark-${at}`, { detail: 'ä'.repeat(900) });
  });
  await page.waitForTimeout(1_300);
  const session = await context.newCDPSession(page);
  session.send('Page.crash').catch(() => {});
  await page.waitForEvent('crash');
  const [view] = await door.waitFor(1);

  expect(door.received[0]?.bytes).toBeLessThanOrEqual(8_000);
  expect((view?.dropped?.marks ?? 0) + (view?.marks?.length ?? 0)).toBe(72);
});

test('sends without fetchLater and without fetch too', async ({ context, door }) => {
  for (const missing of [['fetchLater'], ['fetchLater', 'fetch']]) {
    door.forget();
    const page = await context.newPage();
    await page.addInitScript((names) => {
      for (const name of names) Reflect.deleteProperty(window, name);
    }, missing);
    await page.goto(`${door.origin}/bare`);
    await page.setContent(`<h1>Old</h1><script src="${door.origin}/sdk.js" data-key="pk_demo"></script>`);
    await page.waitForTimeout(300);
    await page.goto('about:blank');

    const views = await door.waitFor(1);

    expect(views, `${missing}`).toHaveLength(1);
    expect(door.received[0]?.contentType).toBe('text/plain;charset=UTF-8');
    await page.close();
  }
});

/** Headless browsers never hide a tab: the page is told as a browser would tell it. */
async function show(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((to) => {
    if (to === 'hidden') {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => to });
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    } else {
      Reflect.deleteProperty(document, 'visibilityState');
      Reflect.deleteProperty(document, 'hidden');
    }
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, state);
}
