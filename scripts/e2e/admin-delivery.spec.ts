/** How the admin reaches a browser: its assets from another origin, and its own views measured, in a real Chromium under the real CSP. */
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page, test } from '@playwright/test';
import type { RouteList, ViewList } from '@throughline/protocol';
import { type House, openHouse } from '../faults/house.ts';

let house: House;
let cdn: Server;
let cdnOrigin = '';
const fetched: string[] = [];

test.beforeAll(async () => {
  test.setTimeout(180_000);
  house = await openHouse();
  // As a CDN does: what it is asked for it asks the house, and passes on.
  cdn = createServer((asked, answer) => {
    fetched.push(asked.url ?? '');
    request(
      `${house.origin}${asked.url?.replace(/^\/stats/, '')}`,
      { headers: { accept: '*/*' } },
      (told) => {
        answer.writeHead(told.statusCode ?? 502, told.headers);
        told.pipe(answer);
      },
    ).end();
  });
  await new Promise<void>((ready) => cdn.listen(0, '127.0.0.1', ready));
  cdnOrigin = `http://127.0.0.1:${(cdn.address() as AddressInfo).port}`;
  await house.startIngest({ ADMIN_SITE: 'on', CDN_URL: `${cdnOrigin}/stats` });
});

test.afterAll(async () => {
  await house?.close();
  cdn?.closeAllConnections();
  await new Promise((done) => cdn?.close(done));
});

test('takes its assets from CDN_URL, and tells its own views by the pattern of their address', async ({
  page,
}) => {
  const complaints = collectComplaints(page);
  await page.goto(`${house.origin}/sites/admin`);
  await page.getByLabel('E-mail').fill('admin@localhost');
  await page.getByLabel('Password').fill('a fault test password');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await page.getByRole('link', { name: 'Budgets' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Budgets' })).toBeVisible();

  expect(
    fetched.filter((path) => /^\/stats\/assets\/[^/]+\.(js|css|woff2)$/.test(path)).length,
  ).toBeGreaterThan(3);
  const own = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  expect(own.filter((name) => name.startsWith(house.origin) && name.includes('/assets/'))).toEqual([]);

  await page.goto('about:blank');
  const api = `${house.origin}/api/v1/sites/admin`;
  // A browser that is driven is a bot, which a site does not count unless it wants to.
  await page.request.patch(api, { data: { countsBots: true } });
  await expect
    .poll(async () => {
      const { routes } = (await (await page.request.get(`${api}/routes`)).json()) as RouteList;
      return routes.map(({ route }) => route).sort();
    })
    .toEqual(['/sites/:site', '/sites/:site/budgets']);
  const { views } = (await (await page.request.get(`${api}/views`)).json()) as ViewList;
  expect(views.map(({ navigationType }) => navigationType).sort()).toEqual(['navigate', 'soft-navigation']);
  expect(views.find(({ navigationType }) => navigationType === 'navigate')?.vitals.lcp).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
});

/** What the page may not do: break, be stopped by its own policy, or ask anybody but the house and its CDN. */
function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) complaints.push(message.text());
  });
  page.on('request', (asked) => {
    const { origin } = new URL(asked.url());
    if (origin !== house.origin && origin !== cdnOrigin) complaints.push(`outside request: ${asked.url()}`);
  });
  return complaints;
}
