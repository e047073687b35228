/** The line through the whole house: real pages in a real browser, their numbers and statements in the admin. */
import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import type { RouteList, RouteRow, ViewList, WholeView } from '@throughline/protocol';
import { inSql, ofDemo, toMs } from './recount.ts';
import { type Stack, startStack } from './stack.ts';

let stack: Stack;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  test.setTimeout(180_000);
  stack = await startStack();
});
test.afterAll(async () => {
  await stack?.stop();
});

/** The pages of the demo that the first test visits, by the route that their server names. */
const routes = ['/', '/articles/:slug', '/authors/:slug'];

test('three visited pages are three rows, client and server side by side', async ({ page, request }) => {
  await visitPages(page);
  await page.close();
  await logIn(request);

  await expect.poll(async () => (await readRoutes(request)).map(({ route }) => route).sort()).toEqual(routes);
  const rows = await readRoutes(request);

  for (const row of rows) {
    expect(Object.keys(row.vitals).sort(), row.route).toEqual(
      expect.arrayContaining(['cls', 'fcp', 'lcp', 'ttfb']),
    );
    expect(row.server.requestMs?.value, row.route).toBeGreaterThan(0);
    expect(row.server.sqlCount?.value, row.route).toBeGreaterThan(0);
  }
  const article = rows.find(({ route }) => route === '/articles/:slug');
  expect(article?.vitals).toMatchObject({ inp: { n: 1 }, fid: { n: 1 } });
  expect(article?.api.sqlMs?.value).toBeGreaterThan(0);
  expect(article?.api.sqlCount?.value).toBeGreaterThanOrEqual(1);
});

test('one view lists the very statements that cms-api ran for it', async ({ request }) => {
  await logIn(request);
  await expect
    .poll(async () => statementsOf(await latestView(request, '/articles/:slug')).navigation.length)
    .toBeGreaterThan(0);

  const view = await latestView(request, '/articles/:slug');
  const { navigation, requests } = statementsOf(view);

  expect(
    navigation.some(({ service, statement }) => service === 'cms-api' && /from articles/.test(statement)),
  ).toBe(true);
  expect(navigation).toHaveLength(view.navigation?.server?.sqlCount ?? -1);
  expect(requests.some(({ service, statement }) => service === 'cms-api' && /articles/.test(statement))).toBe(
    true,
  );
});

test('the screen shows what arrives, without a reload', async ({ browser }) => {
  const context = await browser.newContext();
  const admin = await context.newPage();
  const problems: string[] = [];
  admin.on('pageerror', (error) => problems.push(error.message));
  await admin.goto(stack.admin);
  await admin.getByLabel(/e-?mail/i).fill(stack.email);
  await admin.getByLabel(/password/i).fill(stack.password);
  await admin.keyboard.press('Enter');
  await expect(admin.getByRole('row').filter({ hasText: '/articles/:slug' })).toBeVisible();
  // In a window of its own: a page behind another one rests.
  const other = await browser.newContext({ storageState: await context.storageState() });
  const live = await other.newPage();
  await live.goto(`${stack.admin}/sites/demo/live`);
  await expect(live.getByRole('status').first()).toContainText('Connected');

  const visitor = await browser.newPage();
  await visitor.goto(`${stack.demo}/archive`);
  await visitor.waitForLoadState('networkidle');
  await visitor.close();

  await expect(admin.getByRole('row').filter({ hasText: '/archive' })).toBeVisible();
  // The live list tells of the newest view what is stored of it.
  const newest = live.locator('tbody tr').first();
  await expect(newest).toContainText('/archive');
  const differences = async () => {
    const [stored] = await inSql<Record<'lcp' | 'ttfb' | 'request_ms' | 'sql_count', number>>(
      stack,
      `select lcp, ttfb, request_ms, sql_count from views where ${ofDemo} order by started_at desc limit 1`,
    );
    const cells = await newest.locator('td').allTextContents();
    const [lcp, , , ttfb, request, , statements] = cells.slice(3);
    const times = [
      [lcp, stored?.lcp],
      [ttfb, stored?.ttfb],
      [request, stored?.request_ms],
    ] as const;
    const off = times.filter(
      ([shown, exact = 0]) => !(Math.abs(toMs(shown ?? '') - exact) < exact * 0.02 + 0.1),
    );
    return { off, statements: Number(statements) - (stored?.sql_count ?? Number.NaN) };
  };
  await expect.poll(differences).toEqual({ off: [], statements: 0 });
  await other.close();
  await admin.getByRole('row').filter({ hasText: '/articles/:slug' }).getByRole('link').first().click();
  await expect(admin.getByRole('heading', { level: 1 })).toHaveText('/articles/:slug');
  await admin.getByRole('link', { name: 'View by view' }).click();
  await admin.locator('tbody tr').first().getByRole('link').first().click();
  await expect(admin.getByText(/from articles/).first()).toBeVisible();
  expect(problems).toEqual([]);
  await context.close();
});

test('TTFB is never smaller than the server time inside it, in 100 visits', async ({ browser, request }) => {
  test.setTimeout(480_000);
  const context = await browser.newContext();
  const paths = ['/', '/authors'];
  for (let visit = 0; visit < 100; visit += 1) {
    const page = await context.newPage();
    await page.goto(`${stack.demo}${paths[visit % paths.length]}`, { waitUntil: 'load' });
    await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => setTimeout(next, 50))));
    await page.close();
  }
  await context.close();
  await logIn(request);

  const visited = async () => {
    const { views } = await read<ViewList>(request, '/views?limit=200');
    return views.filter(({ route }) => paths.includes(route));
  };
  await expect.poll(async () => (await visited()).length, { timeout: 30_000 }).toBeGreaterThanOrEqual(100);

  for (const { id, vitals, server } of await visited()) {
    expect(vitals.ttfb, id).toBeGreaterThanOrEqual(server.requestMs ?? Number.POSITIVE_INFINITY);
  }
});

async function visitPages(page: Page): Promise<void> {
  await page.goto(stack.demo);
  await page.waitForLoadState('networkidle');
  await page.locator('main a[href^="/articles/"]:not([tabindex="-1"])').first().click();
  await page.waitForLoadState('networkidle');
  // A first input: FID, and INP of the same click.
  await page.locator('button.theme').click();
  await page.locator('main a[href^="/authors/"]').first().click();
  await page.waitForLoadState('networkidle');
}

async function logIn(request: APIRequestContext): Promise<void> {
  const credentials = { email: stack.email, password: stack.password };
  const answer = await request.post(`${stack.admin}/api/v1/session`, { data: credentials });
  expect(answer.status()).toBe(200);
}

async function read<T>(request: APIRequestContext, path: string): Promise<T> {
  const answer = await request.get(`${stack.admin}/api/v1/sites/demo${path}`);
  return (await answer.json()) as T;
}

async function readRoutes(request: APIRequestContext): Promise<RouteRow[]> {
  return (await read<RouteList>(request, '/routes')).routes;
}

async function latestView(request: APIRequestContext, route: string): Promise<WholeView> {
  const { views } = await read<ViewList>(request, `/views?limit=1&route=${encodeURIComponent(route)}`);
  return await read<WholeView>(request, `/views/${views[0]?.id}`);
}

type Ran = { service: string; statement: string };

function statementsOf(view: WholeView): { navigation: Ran[]; requests: Ran[] } {
  const ran = (traces: NonNullable<WholeView['navigation']>['traces']): Ran[] =>
    traces.flatMap(({ service, spans }) =>
      spans.flatMap(({ kind, statement }) =>
        kind === 'sql' ? [{ service, statement: statement ?? '' }] : [],
      ),
    );
  return {
    navigation: ran(view.navigation?.traces ?? []),
    requests: view.requests.flatMap(({ traces }) => ran(traces)),
  };
}
