/** The built admin in a real browser against answers from fixtures, under the CSP that the real server sends. */
import { expect, test } from '@playwright/test';
import { type FakeServer, startFakeServer } from './fake-server.ts';
import { hostileRoute } from './routes-fixture.ts';
import { makeViews } from './views-fixture.ts';

const viewPath = '/sites/demo/views/8d0e0000-0000-4000-8000-000000000000?route=/articles/:slug';
const viewsPath = '/sites/demo/views?route=/articles/:slug';

let fake: FakeServer;
let complaints: string[];

test.beforeEach(async ({ page }) => {
  fake = await startFakeServer();
  fake.isLoggedIn = true;
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(fake.origin)) complaints.push(`outside request: ${request.url()}`);
  });
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) complaints.push(message.text());
  });
});

test.afterEach(async () => {
  await fake.close();
  expect(complaints).toEqual([]);
});

test('logs in at the address that was asked for, and out again', async ({ page }) => {
  fake.isLoggedIn = false;
  await page.goto(fake.origin + viewsPath);
  await page.getByLabel('E-mail').fill('admin@localhost');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('alert')).toContainText('wrong');

  await page.getByLabel('Password').fill('right');
  await page.getByRole('button', { name: 'Log in' }).click();

  await expect(page.getByRole('heading', { name: '/articles/:slug' })).toBeVisible();
  await page.getByRole('button', { name: 'Log out' }).click();
  await expect(page.getByLabel('E-mail')).toBeFocused();
});

test('lists routes with vitals beside server and SQL, what costs most first', async ({ page }) => {
  await page.goto(fake.origin);

  const rows = page.locator('tbody tr');
  await expect(rows).toHaveCount(14);
  await expect(rows.first()).toContainText('/articles/:slug');
  await expect(rows.first()).toContainText('684 ms');
  await expect(rows.first()).toContainText('561 ms');
  await expect(page).toHaveURL(/\/sites\/demo$/);
});

test('neither rates nor bounds what fewer than 30 views say', async ({ page }) => {
  await page.goto(fake.origin);

  const row = page.locator('tbody tr').filter({ hasText: '/newsletter/confirm' });
  await expect(row).toContainText('not rated');
  await expect(row).toContainText('too few');
  await expect(row.getByRole('img', { name: /needs improvement/ })).toHaveCount(0);
});

test('keeps sort, filter, percentile and period in the address, and goes back through them', async ({
  page,
}) => {
  await page.goto(`${fake.origin}/sites/demo`);
  await page.getByRole('button', { name: 'INP', exact: true }).click();
  await expect(page).toHaveURL(/sort=-inp/);
  await expect(page.getByRole('columnheader', { name: 'INP' })).toHaveAttribute('aria-sort', 'descending');

  await page.getByRole('radio', { name: 'p95' }).click({ force: true });
  await expect(page).toHaveURL(/percentile=95/);
  await expect.poll(() => fake.asked.some((url) => url.includes('percentile=95'))).toBe(true);
  await page.getByRole('radio', { name: '7d' }).click({ force: true });
  await expect
    .poll(() => fake.asked.some((url) => url.includes('percentile=95') && url.includes('from=')))
    .toBe(true);
  await page.getByRole('searchbox').fill('articles slug');
  await expect(page.locator('tbody tr')).toHaveCount(1);
  const address = page.url();

  await page.reload();
  await expect(page.locator('tbody tr')).toHaveCount(1);
  expect(page.url()).toBe(address);
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(/\/sites\/demo\?sort=-inp$/);
});

test('walks from route to view to route by keyboard alone', async ({ page }) => {
  await page.goto(`${fake.origin}/sites/demo`);
  await expect(page.locator('tbody tr').first()).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('slug');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('searchbox')).toHaveValue('');
  await page.keyboard.press('Escape');

  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/sites\/demo\/route\?route=/);
  await page.getByRole('link', { name: 'View by view' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/sites\/demo\/views\?route=/);
  await expect(page.locator('tbody tr').first()).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tree')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/sites\/demo\/views\?route=/);
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/sites\/demo$/);
});

test('shows arrivals within five seconds without a reload', async ({ page }) => {
  await page.goto(fake.origin + viewsPath);
  await expect(page.locator('tbody tr')).toHaveCount(50);

  const [arrival] = makeViews(1, Date.now(), '/articles/:slug');
  if (arrival)
    fake.data.views = [
      { ...arrival, id: 'fresh', url: 'https://shop.example.test/articles/fresh' },
      ...fake.data.views,
    ];

  await expect(page.locator('tbody tr').first()).toContainText('/articles/fresh', { timeout: 5_000 });
  await page.getByRole('button', { name: 'Show older views' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(65);
});

test('opens one view down to its statements, the repeated one told once', async ({ page }) => {
  await page.goto(fake.origin + viewPath);

  const tree = page.getByRole('tree', { name: 'Waterfall' });
  const repeated = tree.getByRole('treeitem').filter({ hasText: '×40' });
  await expect(repeated).toHaveCount(1);
  await expect(page.getByText(/74 % of the way to the first byte is SQL: 664 ms/)).toBeVisible();
  await expect(tree.getByRole('treeitem').filter({ hasText: 'cms-api' })).toHaveCount(2);

  const before = await tree.getByRole('treeitem').count();
  await repeated.focus();
  await page.keyboard.press('ArrowRight');
  await expect(tree.getByRole('treeitem')).toHaveCount(before + 40);
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('region', { name: 'Chosen row' })).toContainText('src/content/tags.ts:41');
  await page.keyboard.press('ArrowLeft');
  await expect(repeated).toBeFocused();
});

test('tells the waterfall as a table too', async ({ page }) => {
  await page.goto(`${fake.origin}${viewPath}&show=table`);

  const table = page.getByRole('region', { name: 'Waterfall as a table' });
  await expect(table.getByRole('row').filter({ hasText: 'from tags t' })).toHaveCount(41);
  await expect(table.getByRole('row').filter({ hasText: 'LCP' })).toContainText('2.87 s');
});

test('tells what servers time by name, and what share of look-ups a cache answered', async ({ page }) => {
  await page.goto(`${fake.origin}/sites/demo/server`);

  const row = (name: string) => page.getByRole('row').filter({ hasText: name }).locator('th, td');
  await expect(row('cache.responses')).toContainText(['cache.responses cms-api', '900', '1.0 %', '75 %']);
  await expect(row('pdf.render')).toContainText(['pdf.render cms-api', '900', '1.0 %', '–']);
});

test('shows hostile strings as text and never links a script', async ({ page }) => {
  await page.goto(`${fake.origin}/sites/demo`);
  await expect(page.getByRole('link', { name: hostileRoute })).toBeVisible();
  await page.getByRole('link', { name: hostileRoute }).click();
  await expect(page.getByRole('heading', { name: hostileRoute })).toBeVisible();

  await page.goto(fake.origin + viewPath);
  await expect(page.getByText('javascript:alert(document.cookie)')).toBeVisible();
  expect(await page.locator('a[href^="javascript:"], img').count()).toBe(0);
});

test('keeps the last numbers when the server goes, says so, and recovers', async ({ page }) => {
  await page.goto(`${fake.origin}/sites/demo`);
  await expect(page.locator('tbody tr')).toHaveCount(14);

  fake.mood = 'down';
  await expect(page.getByText('Not live.')).toBeVisible();
  await expect(page.locator('tbody tr')).toHaveCount(14);
  fake.mood = 'fine';
  await page.getByRole('button', { name: 'Try now' }).click();

  await expect(page.getByText('Not live.')).toBeHidden();
});

test('says what to do when nothing is there, and what failed when something did', async ({ page }) => {
  await page.goto(`${fake.origin}/sites/docs`);
  await expect(page.getByRole('heading', { name: /No page view/ })).toBeVisible();

  await page.goto(`${fake.origin}/sites/demo/views/gone`);
  await expect(page.getByRole('alert')).toContainText('There is nothing here');
  await page.goto(`${fake.origin}/sites/unknown`);
  await expect(page.getByRole('heading', { name: /nothing at this address/ })).toBeVisible();
});

test('asks for the password again when the session ends, and stays where it was', async ({ page }) => {
  await page.goto(fake.origin + viewsPath);
  await expect(page.locator('tbody tr')).toHaveCount(50);

  fake.isLoggedIn = false;
  await expect(page.getByText('Your session has ended')).toBeVisible();
  await page.getByLabel('E-mail').fill('admin@localhost');
  await page.getByLabel('Password').fill('right');
  await page.keyboard.press('Enter');

  await expect(page.locator('tbody tr')).toHaveCount(50);
});

test('remembers the colours that were chosen', async ({ page }) => {
  await page.goto(`${fake.origin}/sites/demo`);
  const button = page.getByRole('button', { name: /Colours/ });
  await button.click();
  await button.click();

  await page.reload();

  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('draws of a thousand routes those near the window, and all of them on paper', async ({ page }) => {
  const [one] = fake.data.routes(75);
  if (!one) throw new Error('no route is made up');
  const thousand = Array.from({ length: 1_000 }, (_, at) => ({
    ...one,
    route: `/r${at}`,
    views: 2_000 - at,
  }));
  fake.data.routes = () => thousand;
  await page.goto(`${fake.origin}/sites/demo?all&sort=-views`);
  const rows = page.locator('tr[data-row]');
  await expect(rows.first()).toContainText('/r0');
  await expect(page.locator('table[aria-rowcount="1002"]')).toBeVisible();

  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight / 2));
  await expect(page.getByRole('link', { name: '/r500', exact: true })).toBeAttached();
  expect(await rows.count()).toBeLessThan(150);

  const walked: (string | null)[] = [];
  while (walked.at(-1) !== '/r119' && walked.length < 2_000) {
    await page.keyboard.press('j');
    walked.push(await page.evaluate(() => document.activeElement?.textContent ?? null));
  }
  expect([...new Set(walked)]).toEqual(thousand.slice(0, 120).map(({ route }) => route));
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await expect(page.getByRole('link', { name: '/r999', exact: true })).toBeInViewport();
  await expect(page.getByRole('link', { name: '/r119', exact: true })).toBeFocused();

  await page.emulateMedia({ media: 'print' });
  await expect(rows).toHaveCount(1_000);
});
