/** Each vital and each attribution field, as they arrive at the door; and that they are web-vitals' own. */
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { rolldown } from 'rolldown';
import { traceId } from './door.ts';
import { leave, listen, test } from './visit.ts';

test('tells six vitals with their attribution, in one request', async ({ page, door }) => {
  const heard = listen(page);
  await page.goto(`${door.origin}/article/one?secret=1#part`);
  await page.waitForTimeout(600);
  await page.click('#buy');
  await page.evaluate(() => {
    const { throughline } = window as unknown as {
      throughline: Record<string, (...given: unknown[]) => void>;
    };
    throughline.mark?.('bought', { price: 3 });
    throughline.measure?.('buying', 'early', 'bought');
    throughline.measure?.('unknown', 'no-such-mark');
  });
  await page.waitForTimeout(300);
  const view = await leave(page, door);

  const { lcp, inp, cls, fcp, ttfb, fid } = view.vitals;
  expect(lcp?.target).toBe('html>body>img.hero');
  expect(lcp?.url).toBe(`${door.origin}/picture.svg`);
  const parts = (lcp?.ttfbMs ?? 0) + (lcp?.loadDelayMs ?? 0) + (lcp?.loadMs ?? 0) + (lcp?.renderDelayMs ?? 0);
  expect(parts).toBeCloseTo(lcp?.value ?? 0, 0);
  expect(lcp?.loadMs).toBeGreaterThan(0);
  expect(inp).toMatchObject({ target: '[data-name="buy-button"]', type: 'pointer' });
  expect(inp?.processingMs).toBeGreaterThanOrEqual(79);
  const total = (inp?.inputDelayMs ?? 0) + (inp?.processingMs ?? 0) + (inp?.presentationMs ?? 0);
  expect(total).toBeCloseTo(inp?.value ?? 0, 0);
  expect(inp?.script?.invoker).toBe('BUTTON#buy.onclick');
  expect(inp?.script?.url).toBe(`${door.origin}/article/one`);
  expect(cls?.value).toBeGreaterThan(0);
  expect(cls?.shift).toBeCloseTo(cls?.value ?? 0, 4);
  expect(cls?.target).toBeTruthy();
  expect(cls?.atMs).toBeGreaterThan(250);
  expect(fcp?.value).toBeGreaterThan(0);
  expect(ttfb?.value).toBeGreaterThan(0);
  expect(fid).toMatchObject({ target: '[data-name="buy-button"]', type: 'pointerdown' });

  expect(view.view.url).toBe(`${door.origin}/article/one`);
  expect(view.marks).toContainEqual(expect.objectContaining({ name: 'early', detail: '{"from":"stub"}' }));
  expect(view.marks).toContainEqual(expect.objectContaining({ name: 'page-own', detail: 7 }));
  expect(view.measures?.map(({ name }) => name)).toEqual(['buying']);
  expect(view.elements).toEqual([{ name: 'headline', renderMs: expect.any(Number) }]);
  expect(view.longFrames?.count).toBeGreaterThan(0);
  expect(view.longFrames?.scripts?.[0]?.durationMs).toBeGreaterThanOrEqual(79);
  expect(view).toMatchObject({ release: '1.2.3', environment: 'test', device: { viewportWidthPx: 1280 } });
  expect(view.visit?.id).toMatch(/^[\da-f-]{36}$/);

  expect(door.received).toHaveLength(1);
  expect(door.received[0]).toMatchObject({ path: '/v1/views', contentType: 'text/plain;charset=UTF-8' });
  expect(heard).toEqual([]);
});

test('tells the navigation, the resources and the API requests with the server time inside them', async ({
  page,
  door,
}) => {
  await page.goto(`${door.origin}/article/one`);
  await page.waitForTimeout(400);
  const view = await leave(page, door);

  expect(view.navigation).toMatchObject({
    protocol: 'http/1.1',
    status: 200,
    waitMs: expect.any(Number),
    domInteractiveMs: expect.any(Number),
    loadMs: expect.any(Number),
    decodedBytes: expect.any(Number),
    server: {
      requestMs: 5,
      appMs: 2,
      sqlMs: 3,
      sqlCount: 2,
      cacheMs: 0,
      upstreamMs: 0,
      traceId,
      route: '/articles/:slug',
    },
  });
  expect(view.requests).toHaveLength(1);
  expect(view.requests?.[0]).toMatchObject({
    url: `${door.origin}/api/related`,
    status: 200,
    server: { requestMs: 12.3, sqlMs: 10.3, sqlCount: 7, traceId },
  });
  expect(view.resources?.byType).toMatchObject({
    script: { count: 1 },
    img: { count: 1 },
    fetch: { count: 1 },
  });
  expect(view.resources?.slowest?.map(({ url }) => url)).toContain(`${door.origin}/picture.svg`);
});

test('counts every resource, though the browser’s own buffer holds 250', async ({ page, door }) => {
  await page.goto(`${door.origin}/article`);
  await page.evaluate(async () => {
    for (let at = 0; at < 300; at += 1) await fetch(`/api/${at}`);
  });
  await page.waitForTimeout(200);

  const view = await leave(page, door);

  expect(view.resources?.byType.fetch?.count).toBe(301);
  expect(view.requests).toHaveLength(50);
  expect(view.dropped?.requests).toBe(251);
});

test('names an element that its own click removes', async ({ page, door }) => {
  await page.goto(`${door.origin}/article`);
  await page.evaluate(() => {
    const button = document.querySelector('#buy');
    button?.addEventListener('click', () => button.remove());
  });
  await page.click('#buy');
  await page.waitForTimeout(200);

  const view = await leave(page, door);

  expect(view.vitals.inp?.target).toBe('[data-name="buy-button"]');
});

test('agrees with web-vitals on the same page load, attribution included', async ({ page, door }) => {
  // Their selectors must be made by our rule for the targets to compare.
  const bundle = await rolldown({
    input: fileURLToPath(new URL('../src/page/selector.ts', import.meta.url)),
  });
  const { output } = await bundle.generate({ format: 'iife', name: 'ours' });
  await page.addInitScript(`${output[0].code}; window.selectorOf = (node) => ours.selectorOf(node);`);

  for (const steps of [['#buy'], ['#slow', '#buy'], ['#buy', '#field', '#slow']]) {
    door.forget();
    await page.goto(`${door.origin}/both`);
    await page.waitForTimeout(700);
    for (const step of steps) {
      await page.click(step);
      if (step === '#field') await page.keyboard.press('a');
      await page.waitForTimeout(250);
    }
    // A frame that a busy machine never presents makes no event entry: touch again until their INP is there.
    await expect(async () => {
      await page.click('#buy');
      await page.waitForFunction(() => 'inp' in (window as unknown as { theirs: object }).theirs, null, {
        timeout: 3_000,
      });
    }).toPass();
    await page.evaluate(() => {
      addEventListener('visibilitychange', () =>
        localStorage.setItem('theirs', JSON.stringify((window as unknown as { theirs: object }).theirs)),
      );
    });
    await page.goto(`${door.origin}/bare`);
    const theirs = JSON.parse((await page.evaluate(() => localStorage.getItem('theirs'))) ?? '{}');
    const [view] = await door.waitFor(1);
    const ours = view?.vitals;
    expect(Object.keys(theirs).sort(), `${steps}`).toEqual(['cls', 'fcp', 'inp', 'lcp', 'ttfb']);

    for (const name of ['lcp', 'inp', 'fcp', 'ttfb'] as const) {
      expect(Math.abs((ours?.[name]?.value ?? -9) - theirs[name].value), `${name} of ${steps}`).toBeLessThan(
        1,
      );
    }
    expect(Math.abs((ours?.cls?.value ?? -9) - theirs.cls.value)).toBeLessThan(0.001);
    expect(ours?.lcp).toMatchObject({ target: theirs.lcp.target, url: theirs.lcp.url });
    expect(ours?.lcp?.ttfbMs).toBeCloseTo(theirs.lcp.timeToFirstByte, 0);
    expect(ours?.lcp?.loadDelayMs).toBeCloseTo(theirs.lcp.resourceLoadDelay, 0);
    expect(ours?.lcp?.loadMs).toBeCloseTo(theirs.lcp.resourceLoadDuration, 0);
    expect(ours?.lcp?.renderDelayMs).toBeCloseTo(theirs.lcp.elementRenderDelay, 0);
    expect(ours?.inp).toMatchObject({
      target: theirs.inp.interactionTarget,
      type: theirs.inp.interactionType,
    });
    expect(ours?.inp?.atMs).toBeCloseTo(theirs.inp.interactionTime, 0);
    expect(ours?.inp?.inputDelayMs).toBeCloseTo(theirs.inp.inputDelay, 0);
    expect(ours?.inp?.processingMs).toBeCloseTo(theirs.inp.processingDuration, 0);
    expect(ours?.inp?.presentationMs).toBeCloseTo(theirs.inp.presentationDelay, 0);
    expect(ours?.inp?.script?.invoker).toBe(theirs.inp.script?.invoker);
    expect(ours?.inp?.script?.durationMs ?? 0).toBeCloseTo(theirs.inp.script?.durationMs ?? 0, 0);
    expect(ours?.cls).toMatchObject({ target: theirs.cls.largestShiftTarget });
    expect(ours?.cls?.atMs).toBeCloseTo(theirs.cls.largestShiftTime, 0);
    expect(ours?.cls?.shift).toBeCloseTo(theirs.cls.largestShiftValue, 3);
  }
});
