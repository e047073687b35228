/** Every screen of the built admin, light and dark, wide and narrow: no axe violation, nothing that sticks out sideways. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { makeRoutes } from './routes-fixture.ts';

const viewPath = '/sites/demo/views/8d0e0000-0000-4000-8000-000000000000?route=/articles/:slug';
const viewsPath = '/sites/demo/views?route=/articles/:slug';

let fake: FakeServer;

test.beforeEach(async () => {
  fake = await startFakeServer();
  // Many rows teach axe nothing that a few do not: it looks at every element for long.
  fake.data.views = fake.data.views.slice(0, 5);
  fake.data.routes = (percentile) =>
    makeRoutes(percentile).filter((row, index) => index < 2 || row.views < 500);
});
test.afterEach(() => fake.close());

const looks = [
  { colorScheme: 'light', width: 1_440 },
  { colorScheme: 'dark', width: 1_440 },
  { colorScheme: 'light', width: 390 },
] as const;

for (const { colorScheme, width } of looks) {
  test(`has no accessibility violation in ${colorScheme} at ${width} px`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    for (const screen of screens) await checkScreen(page, screen);
  });
}

type Screen = { path: string; isLoggedIn: boolean; ready: (page: Page) => Promise<void> };

const screens: Screen[] = [
  { path: '/', isLoggedIn: false, ready: (page) => page.getByLabel('E-mail').waitFor() },
  { path: '/sites/demo', isLoggedIn: true, ready: (page) => page.locator('[data-row]').first().waitFor() },
  { path: '/sites/docs', isLoggedIn: true, ready: (page) => page.getByText('No page view').waitFor() },
  {
    path: viewsPath,
    isLoggedIn: true,
    ready: (page) => page.getByText('story-number-4').waitFor(),
  },
  {
    path: viewPath,
    isLoggedIn: true,
    ready: (page) => page.getByRole('treeitem').filter({ hasText: '×40' }).focus(),
  },
  { path: `${viewPath}&show=table`, isLoggedIn: true, ready: (page) => page.getByRole('table').waitFor() },
];

async function checkScreen(page: Page, screen: Screen): Promise<void> {
  fake.isLoggedIn = screen.isLoggedIn;
  await page.goto(fake.origin + screen.path);
  await screen.ready(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(
    ({ id, nodes }) => `${screen.path} ${id}: ${nodes.map((node) => node.html).join(' | ')}`,
  );
  expect(told).toEqual([]);
  // Nothing may stick out sideways.
  const overflowPx = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflowPx).toBeLessThanOrEqual(0);
}
