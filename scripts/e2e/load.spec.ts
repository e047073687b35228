/** `npm run load` as one types it, against a running house: what it counts is what both monitors count, and its live page steers it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import type { Report } from '../load/report.ts';
import { startTestProxy, type TestProxy } from '../load/test-proxy.ts';
import { root } from '../root.ts';
import { type Stack, startStack } from './stack.ts';

let stack: Stack;
const running = new Set<ChildProcess>();
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  test.setTimeout(180_000);
  stack = await startStack();
});
test.afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});
test.afterAll(async () => {
  await stack?.stop();
});

/** On a busy machine no budget of time can be held. */
const noBudget = ['--budget-ms', '600000'];
const usersOften = ['--users', '20', '--spawn-rate', '100', '--think-time', '250ms'];

test('both monitors have counted each request of the run, and the admin shows them', async ({ page }) => {
  test.setTimeout(180_000);
  const load = startLoad([
    ...usersOften,
    ...noBudget,
    '--run-time',
    '5s',
    '--compare',
    stack.admin,
    '--json',
  ]);
  await load.ended;

  const { total, faults, endpoints, compared } = reportOf(load.said());
  expect(faults).toEqual([]);
  expect(total.errors).toBe(0);
  expect(endpoints).toHaveLength(12);
  expect(compared.map(({ monitor }) => monitor)).toEqual(['cms-api', 'ingest']);
  for (const monitor of compared)
    for (const { endpoint, lost } of monitor.endpoints)
      expect({ endpoint, lost }).toEqual({ endpoint, lost: 0 });
  const created = endpoints.find(({ endpoint }) => endpoint === 'POST /api/v1/content/:type');
  expect(created?.count).toBeGreaterThan(0);

  const data = { email: stack.email, password: stack.password };
  await page.context().request.post(`${stack.admin}/api/v1/session`, { data });
  await page.goto(`${stack.admin}/sites/demo/server`);
  const row = page.getByRole('row').filter({ hasText: 'POST /api/v1/content/:type cms-api' });
  await expect(row.getByRole('cell').nth(0)).toHaveText(String(created?.count));
});

test('a planted slow endpoint is named and makes it fail, and only what has the tag runs', async () => {
  const proxy = await startTestProxy(stack.cms, { slow: { path: '/api/v1/search', delayMs: 3_000 } });
  try {
    const args = ['--tags', 'read', '--run-time', '4s', '--budget-ms', '2500', '--json'];
    const load = startLoad([...usersOften, ...args], proxy.origin);

    expect(await load.ended).toBe(1);

    expect(load.said()).toContain('Broken budgets: GET /api/v1/search');
    const asked = reportOf(load.said()).endpoints.map(({ endpoint }) => endpoint);
    expect(asked.sort()).toEqual([
      'GET /api/v1/content/:type',
      'GET /api/v1/content/:type/:id',
      'GET /api/v1/media/:id',
      'GET /api/v1/search',
      'GET /api/v1/translations/:type',
    ]);
  } finally {
    await proxy.stop();
  }
});

test.describe('the live page', () => {
  let proxy: TestProxy;
  let load: Load;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];
  test.beforeAll(async ({ browser }) => {
    test.setTimeout(120_000);
    proxy = await startTestProxy(stack.cms);
    context = await browser.newContext({ reducedMotion: 'reduce' });
    page = await context.newPage();
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
  });
  test.afterAll(async () => {
    await context?.close();
    await proxy?.stop();
  });

  test('shows rate, percentiles, errors and users while they change, and steers the run', async () => {
    test.setTimeout(300_000);
    const args = ['--ui', '--users', '5', '--spawn-rate', '50', '--run-time', '10m'];
    load = startLoad([...args, ...noBudget], proxy.origin);
    await page.goto(await load.pageAddress());

    await test.step('what is going on', async () => {
      await expect(page.getByRole('status')).toHaveText(/^Running, \d+ s$/);
      await expect(value('users')).toHaveText('5');
      await expect(value('perSecond')).toHaveText(/^[1-9][\d.]*$|^0\.\d$/);
      for (const name of ['p50', 'p95']) await expect(value(name)).toHaveText(/^[\d.,]*[1-9][\d.,]* ms$/);
      await expect(value('errorsPerSecond')).toHaveText('0');
      await expect(page.getByRole('row').filter({ hasText: 'GET /api/v1/search' })).toBeVisible();
    });

    await test.step('over time, in both charts', async () => {
      await expect.poll(() => lastOf('rate', 'users')).toBe('5');
      await expect.poll(() => lastOf('times', 'p95')).toMatch(/\d/);
    });

    await test.step('without a violation, light and dark', async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.reload();
        await expect(page.getByRole('status')).toHaveText(/^Running/);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)).toEqual([]);
      }
    });

    await test.step('more users, who act more often', async () => {
      await page.getByLabel('Users').fill('40');
      await page.getByLabel('Think time, ms').fill('500');
      await page.getByRole('button', { name: 'Change the load' }).click();

      await expect(value('users')).toHaveText('40');
      await expect.poll(() => lastOf('rate', 'users')).toBe('40');
      await page.reload();
      await expect(page.getByLabel('Users')).toHaveValue('40');
      await expect(page.getByLabel('Think time, ms')).toHaveValue('500');
    });

    await test.step('errors, as soon as there are some', async () => {
      proxy.fail('/healthz');

      await expect(page.getByRole('listitem').filter({ hasText: 'GET /healthz 503' })).toBeVisible();
      await expect
        .poll(async () => Number(await value('errorsPerSecond').textContent()), { intervals: [200] })
        .toBeGreaterThan(0);
      await expect(
        page.getByRole('row').filter({ hasText: 'GET /healthz' }).getByRole('cell').nth(2),
      ).not.toHaveText('0');
    });

    await test.step('the end, with its verdict', async () => {
      await page.getByRole('button', { name: 'Stop' }).click();

      await expect(page.getByRole('status')).toHaveText('Over. Broken budgets: GET /healthz', {
        timeout: 120_000,
      });
      await expect(page.getByRole('button', { name: 'Change the load' })).toBeDisabled();
      expect(await load.ended).toBe(1);
      expect(load.said()).toContain('Broken budgets: GET /healthz');
      expect(complaints).toEqual([]);
    });
  });

  test('is steered by no page of another origin', async () => {
    load = startLoad(['--ui', '--users', '2', '--run-time', '10m', ...noBudget]);
    const address = await load.pageAddress();

    const steer = (origin: string) =>
      fetch(`${address}/control`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify({ stop: true }),
      });
    expect((await steer('https://elsewhere.example')).status).toBe(403);
    await expect.poll(async () => (await steer(address)).status, { timeout: 60_000 }).toBe(204);

    expect(await load.ended).toBe(0);
  });

  function value(name: string) {
    return page.locator(`[data-now="${name}"]`);
  }

  /** What the chart's legend says of its newest moment, as one sees it with the pointer there. */
  async function lastOf(chart: string, label: string): Promise<string> {
    const place = page.locator(`[data-chart="${chart}"]`);
    const over = place.locator('.u-over');
    const box = await over.boundingBox();
    if (!box) return '';
    await over.hover({ position: { x: box.width - 1, y: box.height / 2 } });
    const series = place.locator('.u-series').filter({ has: page.getByText(label, { exact: true }) });
    return (await series.locator('.u-value').textContent()) ?? '';
  }
});

type Load = {
  /** Everything that it has said so far. */
  said(): string;
  pageAddress(): Promise<string>;
  ended: Promise<number | null>;
};

function startLoad(args: string[], host: string = stack.cms): Load {
  const child = spawn(process.execPath, [join(root, 'scripts/dist/load/main.js'), ...args, '--host', host], {
    env: { ...process.env, LOAD_PASSWORD: stack.password },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  const pageAddress = () => /The live page: (\S+)/.exec(said)?.[1] ?? '';
  return {
    said: () => said,
    pageAddress: async () => {
      await expect.poll(pageAddress, { message: said }).not.toBe('');
      return pageAddress();
    },
    ended: once(child, 'close').then(([code]) => {
      running.delete(child);
      return code;
    }),
  };
}

function reportOf(said: string): Report {
  const line = said.split('\n').find((one) => one.startsWith('{'));
  expect(line, said).toBeDefined();
  return JSON.parse(line ?? '{}');
}
