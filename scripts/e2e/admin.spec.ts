/** The built admin over a running house: its numbers are the API's and a recount's. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import type { RouteList, Summary, ViewBody } from '@throughline/protocol';
import pg from 'pg';
import { makeViews } from '../seed/traffic.ts';
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
  page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(stack.admin)) complaints.push(`outside request: ${request.url()}`);
  });
  const data = { email: stack.email, password: stack.password };
  await context.request.post(`${stack.admin}/api/v1/session`, { data });
  await visitDemo(browser);
  await sendTraffic();
});
test.afterAll(async () => {
  await context?.close();
  await stack?.stop();
});
test.afterEach(() => {
  expect(complaints.splice(0)).toEqual([]);
});

/** The generator's views through the door, as browsers would hold them back. */
async function sendTraffic(): Promise<void> {
  const nowMs = Date.now();
  const span = { fromMs: nowMs - 6 * 3_600_000, toMs: nowMs - 60_000 };
  for (const { body } of makeViews(400, { site: 'demo', key: 'pk_demo', routes: 12, ...span })) {
    await send({ ...body, view: { ...body.view, deferred: true } });
  }
}

async function send(body: ViewBody): Promise<void> {
  const answer = await fetch(`${stack.admin}/v1/views`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { origin: stack.demo },
  });
  expect(answer.status, await answer.text()).toBe(202);
}

async function visitDemo(browser: Browser): Promise<void> {
  const visitor = await browser.newPage();
  await visitor.goto(stack.demo);
  await visitor.waitForLoadState('networkidle');
  await visitor.locator('main a[href^="/articles/"]:not([tabindex="-1"])').first().click();
  await visitor.waitForLoadState('networkidle');
  await visitor.close();
}

async function read<T>(path: string): Promise<T> {
  const answer = await context.request.get(`${stack.admin}/api/v1/sites/demo${path}`);
  return (await answer.json()) as T;
}

test('shows the vitals of the API, which are those of a recount in SQL', async () => {
  await expect
    .poll(async () => (await read<Summary>('/summary?metric=lcp')).views, { timeout: 60_000 })
    .toBeGreaterThanOrEqual(400);

  const summary = await read<Summary>('/summary');
  const recount = await countInSql();
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

/** Written anew from the raw table: nothing of the product's own counting is in it. */
async function countInSql(): Promise<Record<string, { n: number; p75: number }>> {
  const { superuser } = JSON.parse(readFileSync(join(stack.dataDir, 'postgres.json'), 'utf8')) as {
    superuser: string;
  };
  const port = Number(readFileSync(join(stack.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[3]);
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: superuser,
    database: 'throughline',
  });
  await client.connect();
  try {
    const counted: Record<string, { n: number; p75: number }> = {};
    for (const vital of ['lcp', 'inp', 'cls', 'fcp', 'ttfb', 'fid']) {
      const { rows } = await client.query<{ n: number; p75: number }>(
        `select count(${vital})::integer as n, percentile_disc(0.75) within group (order by ${vital}) as p75
         from views
         where site = (select number from sites where id = 'demo')`,
      );
      if (rows[0] && rows[0].n > 0 && rows[0].p75 > 0) counted[vital] = rows[0];
    }
    return counted;
  } finally {
    await client.end();
  }
}
