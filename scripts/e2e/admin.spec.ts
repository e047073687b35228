/** The built admin over a running house: its numbers are the API's and a recount's, its addresses hold, and what senders say stays text. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import type {
  BudgetList,
  EndpointList,
  QueryList,
  RouteList,
  SiteSettings,
  Summary,
  ViewList,
} from '@throughline/protocol';
import { makeViews } from '../seed/traffic.ts';
import { hostileStrings } from './hostile-strings.ts';
import { sendTraffic, sendView, visitDemo } from './inhabit.ts';
import { countInSql, inSql, ofDemo, ofRoute, toMs } from './recount.ts';
import { logIn, settled } from './screens.ts';
import { type Stack, startStack } from './stack.ts';

let stack: Stack;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  stack = await startStack();
  context = await browser.newContext({ viewport: { width: 1_440, height: 900 }, reducedMotion: 'reduce' });
  page = listenTo(await context.newPage());
  await logIn(context.request, stack);
  await visitDemo(browser, stack);
  await sendTraffic(stack);
});
/** Whatever runs, asks or reaches out where it must not. */
function listenTo(listened: Page): Page {
  listened.on('pageerror', (error) => complaints.push(error.message));
  listened.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  listened.on('request', (request) => {
    if (!request.url().startsWith(stack.admin)) complaints.push(`outside request: ${request.url()}`);
  });
  return listened;
}

test.afterAll(async () => {
  await context?.close();
  await stack?.stop();
});
test.afterEach(() => {
  expect(complaints.splice(0)).toEqual([]);
});

async function read<T>(path: string): Promise<T> {
  const answer = await context.request.get(`${stack.admin}/api/v1/sites/demo${path}`);
  return (await answer.json()) as T;
}

test('shows the vitals of the API, which are those of a recount in SQL', async () => {
  await expect
    .poll(async () => (await read<Summary>('/summary?metric=lcp')).views, { timeout: 60_000 })
    .toBeGreaterThanOrEqual(400);

  const summary = await read<Summary>('/summary');
  const recount = await countInSql(stack);
  await page.goto(`${stack.admin}/sites/demo`);

  for (const [vital, exact] of Object.entries(recount)) {
    const told = summary.metrics[vital as 'lcp'];
    expect(told?.n, vital).toBe(exact.n);
    expect(Math.abs((told?.value ?? 0) / exact.p75 - 1), vital).toBeLessThan(0.02);
    const card = page.locator(`[data-vital="${vital}"]`);
    await expect(card).toContainText(`n ${exact.n}`);
    await expect(card).toContainText(vital === 'cls' ? /0\.\d\d/ : /\d ?m?s/);
  }
  const { routes } = await read<RouteList>('/routes');
  const rows = page.locator('section[aria-label="Routes"] tbody tr');
  await expect(rows).toHaveCount(routes.length);
  for (const { route, views } of routes) {
    const row = rows.filter({ has: page.getByRole('link', { name: route, exact: true }) });
    await expect(row.locator('td').first()).toHaveText(String(views));
  }
});

test('shows of a route, of its views and of one of them what a recount in SQL gives', async () => {
  const { routes } = await read<RouteList>('/routes');
  const route = routes.find(({ route: name }) => name.includes('topic-'))?.route ?? '/';
  const at = `${stack.admin}/sites/demo`;
  const [whole] = await inSql<{ n: number; p75: number }>(
    stack,
    `select count(lcp)::integer as n, percentile_disc(0.75) within group (order by lcp) as p75 from views where ${ofRoute}`,
    [route],
  );
  const devices = await inSql<{ device: string; n: number }>(
    stack,
    `select coalesce((select word from words where id = device), '(none)') as device, count(*)::integer as n
     from views where ${ofRoute} group by 1`,
    [route],
  );

  await page.goto(`${at}/route?route=${encodeURIComponent(route)}`);
  const card = page.locator('[data-vital="lcp"]');
  await expect(card).toContainText(`n ${whole?.n}`);
  const shown = toMs(await card.textContent());
  expect(Math.abs(shown / (whole?.p75 ?? 0) - 1)).toBeLessThan(0.03);
  const segments = page.locator('section[aria-label="Table: Segments by Device"] tbody tr');
  await expect(segments).toHaveCount(devices.length);
  for (const { device, n } of devices)
    await expect(segments.filter({ hasText: device }).locator('td').first()).toHaveText(String(n));

  const newest = await inSql<{ id: string; lcp: number | null; ttfb: number | null; sql: number | null }>(
    stack,
    `select view_id as id, lcp, ttfb, sql_ms as sql from views where ${ofRoute} order by started_at desc, view_id limit 20`,
    [route],
  );
  await page.goto(`${at}/views?route=${encodeURIComponent(route)}`);
  for (const { id, lcp } of newest.slice(0, 5)) {
    const row = page.locator('tbody tr').filter({ has: page.locator(`a[href*="${id}"]`) });
    const cell = row.locator('td').nth(1);
    if (lcp === null) await expect(cell).toContainText('–');
    else
      await expect
        .poll(async () => Math.abs(toMs(await cell.textContent()) - lcp))
        .toBeLessThan(lcp * 0.01 + 1);
  }

  const one = newest.find(({ ttfb, sql }) => ttfb !== null && sql !== null);
  await page.goto(`${at}/views/${one?.id}`);
  await settled(page);
  const strip = page.getByText('TTFB', { exact: true }).first().locator('xpath=..');
  await expect
    .poll(async () => Math.abs(toMs(await strip.textContent()) - (one?.ttfb ?? 0)))
    .toBeLessThan((one?.ttfb ?? 0) * 0.01 + 1);
});

test('counts in data health and on the server screen what is there', async () => {
  const [stored] = await inSql<{ views: number; bots: number }>(
    stack,
    `select count(*)::integer as views, (count(*) filter (where is_bot))::integer as bots from views
     where ${ofDemo} and started_at > now() - interval '1 day'`,
  );
  await page.goto(`${stack.admin}/sites/demo/health`);
  const arrivals = page.getByRole('region', { name: 'What arrives' });
  await expect(arrivals).toContainText(new RegExp(`Views\\s*${stored?.views}(?!\\d)`));
  await expect(arrivals).toContainText(new RegExp(`${stored?.bots} views?, counted`));

  // What the servers run is told with where it is asked for.
  const placed = async () =>
    (await read<QueryList>('/queries?limit=500')).queries.filter(({ callSite }) =>
      /\.(ts|js):\d+$/.test(callSite ?? ''),
    ).length;
  await expect.poll(placed, { timeout: 60_000 }).toBeGreaterThan(3);
  // Every request of the visits is among the last 1,000, once the next sample has told them.
  const related = '/api/v1/magazine/articles/:slug/related';
  const latelyAndAll = async () => {
    const [told] = await inSql<{ n: number }>(
      stack,
      `select sum(n)::integer as n from latest_requests join words on words.id = endpoint
       where word like '%GET ${related}'`,
    );
    const { endpoints } = await read<EndpointList>('/endpoints?limit=500');
    const row = endpoints.find(({ endpoint }) => endpoint === `GET ${related}`);
    return told?.n === row?.count && row?.latest?.n === row?.count && row?.latest?.processes === 1;
  };
  await expect.poll(latelyAndAll, { timeout: 60_000 }).toBe(true);
  const { endpoints } = await read<EndpointList>('/endpoints?limit=500');
  const { queries } = await read<QueryList>('/queries?limit=500');
  await page.goto(`${stack.admin}/sites/demo/server`);
  for (const { endpoint, service, count } of endpoints.slice(0, 5)) {
    const row = page
      .locator('section[aria-label="Table: Endpoints"] tbody tr')
      .filter({ hasText: `${endpoint} ${service}` });
    await expect(row.locator('td').first()).toHaveText(String(count));
  }
  const table = page.locator('section[aria-label="Table: Endpoints"]');
  const heads = await table.locator('thead th').allTextContents();
  const lately = heads.indexOf('p95, last 1,000') - 1;
  const told = endpoints.find(({ endpoint }) => endpoint === `GET ${related}`)?.latest;
  const cell = table.locator('tbody tr').filter({ hasText: related }).locator('td').nth(lately);
  await expect(cell).toContainText(`n ${told?.n}`);
  expect(toMs((await cell.textContent())?.split('n ')[0] ?? null)).toBeCloseTo(told?.p95.high ?? 0, -1);
  const first = queries[0];
  const row = page
    .locator('section[aria-label="Table: Statements"] tbody tr')
    .filter({ hasText: first?.fingerprint ?? '' });
  await expect(row.locator('td').first()).toHaveText(String(first?.count));
});

test('keeps every filter in the address, through a reload, back and forward', async () => {
  const filters = {
    device: ['mobile', 'desktop'],
    navigationType: ['navigate'],
    release: ['2026.1', '2026.22'],
    percentile: ['95'],
    range: ['7d'],
    compare: ['week'],
  };
  const names = Object.keys(filters) as (keyof typeof filters)[];
  // Each alone, and all together: state/scope.test.ts pairs every filter with every other.
  for (const chosen of [...names.map((_, at) => 1 << at), 2 ** names.length - 1]) {
    const params = new URLSearchParams();
    names.forEach((name, at) => {
      if (chosen & (1 << at)) for (const value of filters[name]) params.append(name, value);
    });
    await page.goto(`${stack.admin}/sites/demo?${params}`);
    const chips = page.getByRole('region', { name: 'Filters' });
    for (const name of ['device', 'navigationType', 'release'] as const) {
      const isChosen = params.has(name);
      await expect(chips.getByText(filters[name].join(' or '))).toHaveCount(isChosen ? 1 : 0);
    }
    const pressed = page.getByRole('radio', { name: params.has('percentile') ? 'p95' : 'p75' });
    await expect(pressed).toBeChecked();
    await expect(page.getByLabel('Compared with')).toHaveValue(params.get('compare') ?? 'previous');
  }

  await page.goto(`${stack.admin}/sites/demo`);
  await page.getByText('+ Filter').click();
  await page.getByRole('checkbox', { name: /^desktop/ }).check();
  await expect(page).toHaveURL(/device=desktop$/);
  await page.reload();
  await expect(page.getByText('Device: desktop')).toBeVisible();
  await page.goBack();
  await expect(page.getByText('Device: desktop')).toBeHidden();
  await page.goForward();
  await expect(page.getByText('Device: desktop')).toBeVisible();
  await page.getByLabel('Compared with').selectOption('the same weekdays before');
  await expect(page).toHaveURL(/device=desktop&compare=week$/);
  await page.getByRole('link', { name: 'Server', exact: true }).click();
  await expect(page).toHaveURL(/server\?compare=week&device=desktop$/);
});

test('shows hostile strings as text on every screen, with its policy and without', async ({ browser }) => {
  test.setTimeout(240_000);
  const nowMs = Date.now();
  const [sample] = makeViews(1, {
    site: 'demo',
    key: 'pk_demo',
    routes: 1,
    fromMs: nowMs - 9_000,
    toMs: nowMs,
    seed: 9,
  });
  if (!sample) throw new Error('The generator made no view');
  for (const text of hostileStrings) {
    const view = { ...sample.body.view, id: crypto.randomUUID(), startedAtMs: nowMs, sentAtMs: nowMs };
    await sendView(
      stack,
      {
        ...sample.body,
        view: { ...view, url: `https://shop.test/${encodeURIComponent(text)}` },
        route: '/hostile',
        release: text.slice(0, 100),
        vitals: {
          ...sample.body.vitals,
          lcp: { value: 3_000, target: text },
          cls: { value: 0.3, target: text },
        },
        marks: [{ name: text.slice(0, 100), startMs: 1 }],
        measures: [{ name: text.slice(0, 100), startMs: 1, durationMs: 5 }],
      },
      text.replaceAll(/[^\x20-\x7e]/g, ''),
    );
  }
  await expect
    .poll(async () => (await read<ViewList>('/views?route=/hostile&limit=200')).views.length, {
      timeout: 60_000,
    })
    .toBe(hostileStrings.length);
  const { views } = await read<ViewList>('/views?route=/hostile&limit=1');

  const paths = [
    '',
    '/route?route=/hostile&by=release',
    '/route?route=/hostile&named=mark',
    '/views?route=/hostile',
    '/health',
  ];
  const all = [...paths, `/views/${views[0]?.id}`];
  await expectText(page, all);
  // Without the policy nothing but the screens' own care stands between a string and what it wants.
  const bare = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce' });
  await logIn(bare.request, stack);
  await expectText(listenTo(await bare.newPage()), all);
  await bare.close();
});

async function expectText(on: Page, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await on.goto(`${stack.admin}/sites/demo${path}`);
    await settled(on);
    const made = on.locator('a[href^="javascript:"], main img, main iframe, main script, main form[action]');
    expect(await made.count(), path).toBe(0);
  }
  await on.goto(`${stack.admin}/sites/demo/route?route=/hostile`);
  // Which of so many equals are among the few that a list shows is chance.
  const cells = on.locator('main :is(td, th, code)').filter({ visible: true });
  await expect
    .poll(async () => {
      const shown = await cells.allInnerTexts();
      return hostileStrings.some((text) => text.includes('<') && shown.some((cell) => cell.includes(text)));
    })
    .toBe(true);
}

test('leads from nothing to the first own view: a site, a snippet, a page, a view', async () => {
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end(html),
  );
  let html = '';
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await page.goto(`${stack.admin}/new-site`);
    await page.getByLabel('Name').fill('Fresh shop');
    await page.getByLabel('Origin').fill(origin);
    await page.getByRole('button', { name: 'Create the site' }).click();
    await expect(page).toHaveURL(/\/sites\/fresh-shop\/settings/);
    await expect(page.getByText('Waiting for the first view')).toBeVisible();
    const snippet = await page.getByRole('region', { name: 'snippet' }).textContent();
    html = `<!doctype html><title>Shop</title>${snippet}<h1>Hello</h1>`;

    const visitor = await (await context.browser()?.newContext())?.newPage();
    await visitor?.goto(origin);
    await visitor?.waitForTimeout(500);
    await visitor?.close({ runBeforeUnload: false });

    await expect(page.getByText(/1 view in the last 24 hours/)).toBeVisible({ timeout: 60_000 });
    const settings = await context.request.get(`${stack.admin}/api/v1/sites/fresh-shop`);
    expect(((await settings.json()) as SiteSettings).origins).toEqual([origin]);
  } finally {
    server.close();
  }
});

test('keeps presets as budgets, changes one, says which field is wrong, and how it stands', async () => {
  test.setTimeout(240_000);
  await page.goto(`${stack.admin}/sites/demo/budgets`);
  await page.getByRole('button', { name: 'Keep LCP' }).click();
  await page.getByRole('row').filter({ hasText: 'the whole site' }).getByRole('link').click();
  await page.getByLabel('Missed above').fill('1');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('poor');
  await page.getByLabel('Missed above').fill('9000');
  await page.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('row').filter({ hasText: 'the whole site' });
  await expect(row).toContainText('9.00 s');

  const savedAtMs = Date.now();
  // Looked at each minute; the hour that views came into a moment ago is part of it.
  const [exact] = await inSql<{ n: number; p75: number }>(
    stack,
    `select count(lcp)::integer as n, percentile_disc(0.75) within group (order by lcp) as p75
     from views where ${ofDemo} and started_at > now() - interval '1 day'`,
  );
  const standing = async () => (await read<BudgetList>('/budgets')).budgets[0];
  const isFresh = async () => {
    const { n, evaluatedAt } = (await standing()) ?? {};
    return n === exact?.n && Date.parse(evaluatedAt ?? '') > savedAtMs;
  };
  await expect.poll(isFresh, { timeout: 150_000 }).toBe(true);
  const { value, state } = (await standing()) ?? {};
  expect(Math.abs((value ?? 0) / (exact?.p75 ?? 0) - 1)).toBeLessThan(0.02);
  await page.reload();
  await expect(row).toContainText(`n ${exact?.n}`);
  const isGood = (exact?.p75 ?? 0) <= 2_500;
  expect(state).toBe(isGood ? 'good' : 'needsImprovement');
  await expect(row).toContainText(isGood ? 'good' : 'over');
});
