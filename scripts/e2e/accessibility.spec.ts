/** Every screen of the admin over real data, light and dark, wide and narrow: no axe violation, nothing that sticks out sideways. */
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import type { Summary } from '@throughline/protocol';
import { sendTraffic, visitDemo } from './inhabit.ts';
import { logIn, screensOf, settled } from './screens.ts';
import { type Stack, startStack } from './stack.ts';

let stack: Stack;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  stack = await startStack();
  await visitDemo(browser, stack);
  await sendTraffic(stack);
});
test.afterAll(async () => {
  await stack?.stop();
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1_440, 390]) {
    test(`no screen has an accessibility violation in ${colorScheme} at ${width} px`, async ({ browser }) => {
      test.setTimeout(300_000);
      const page = await openPage(browser, colorScheme, width);
      const wrong = await wrongIn(page, 'log-in', '/');
      await logIn(page.request, stack);
      await expect.poll(async () => viewsSeen(page), { timeout: 60_000 }).toBeGreaterThanOrEqual(400);
      for (const { name, path } of await screensOf(page.request, stack)) {
        wrong.push(...(await wrongIn(page, name, path)));
      }
      await page.context().close();

      expect(wrong).toEqual([]);
    });
  }
}

async function openPage(browser: Browser, colorScheme: 'light' | 'dark', width: number): Promise<Page> {
  const viewport = { width, height: 900 };
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
  return context.newPage();
}

async function viewsSeen(page: Page): Promise<number> {
  const answer = await page.request.get(`${stack.admin}/api/v1/sites/demo/summary?metric=lcp`);
  return ((await answer.json()) as Summary).views;
}

/** What is wrong with one screen, each with where it is. */
async function wrongIn(page: Page, name: string, path: string): Promise<string[]> {
  await page.goto(stack.admin + path);
  await settled(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${name} ${id}: ${html.slice(0, 200)} (${failureSummary})`),
  );
  const overflowPx = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return overflowPx > 0 ? [...told, `${name} sticks out by ${overflowPx} px`] : told;
}
