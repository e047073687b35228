/**
 * The demo's planted faults, each visited by real browsers often enough to be judged: the admin's verdict names the one that
 * was planted, and none where none was.
 */
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import type { Summary } from '@throughline/protocol';
import type { Plant } from '../demo/faults.ts';
import { type Stack, startStack } from './stack.ts';

/** A few more than a verdict takes: one may be cut short. */
const visits = 32;
const enough = 30;
/** Side by side: where the page mostly waits more of them fit on two cores than where it works. */
const visitors = { waiting: 5, working: 2 };
const waiting: Plant[] = ['slow-statement', 'n-plus-one', 'starved-pool', 'big-picture', 'blocking-script'];
/** What browsers' developer tools call Fast 4G: on the loopback no picture is big. */
const line = { offline: false, latency: 60, downloadThroughput: 1_012_500, uploadThroughput: 168_750 };

const named: Record<Plant, RegExp[]> = {
  'slow-statement': [/% of it is SQL on \/articles\/:slug, .* in: select a\.published_slug as slug/],
  'n-plus-one': [
    /% of it is SQL on \/articles\/:slug, one statement run 45 times per view \(N\+1\)/,
    /pg_sleep/,
  ],
  'starved-pool': [
    /% of it is waiting for a free connection of cms-api on \/articles\/:slug: the pool is starved/,
  ],
  'big-picture': [/^LCP .*% of it is loading landscape\.png, \d\.\d MB on \/articles\/:slug\.$/],
  'blocking-script': [/^LCP .* the page waits for planted-search\.js on \/articles\/:slug\.$/],
  'layout-shift': [/^CLS .*; .+ shifts on \/articles\/:slug\.$/],
  nothing: [/^All within budget/],
};

let stack: Stack;
let admin: BrowserContext;
let article: string;
test.describe.configure({ mode: 'serial', timeout: 300_000 });
test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  stack = await startStack({ variables: { DEMO_FAULTS: '1' } });
  admin = await browser.newContext({ viewport: { width: 1_440, height: 900 }, reducedMotion: 'reduce' });
  const data = { email: stack.email, password: stack.password };
  await admin.request.post(`${stack.admin}/api/v1/session`, { data });
  article = await findArticle(browser);
});
test.afterAll(async () => {
  await admin?.close();
  await stack?.stop();
});

for (const plant of Object.keys(named) as Plant[]) {
  test(`the verdict on ${plant} names it`, async ({ browser }) => {
    await visitOften(browser, plant);
    await allStored(plant);

    const page = await admin.newPage();
    await page.goto(`${stack.admin}/sites/demo?release=planted-${plant}`);
    const verdict = page.getByRole('region', { name: 'Verdict' });
    await expect(verdict).toHaveAttribute('aria-busy', 'false');
    const sentence = ((await verdict.getByRole('paragraph').textContent()) ?? '').trim();
    await page.close();

    for (const words of named[plant]) expect(sentence).toMatch(words);
  });
}

/** The first visitor warms what only a first visitor waits for, and is not counted. */
async function findArticle(browser: Browser): Promise<string> {
  const visitor = await browser.newPage();
  await visitor.goto(stack.demo, { waitUntil: 'networkidle' });
  const link = visitor.locator('main a[href^="/articles/"]:not([tabindex="-1"])').first();
  const href = (await link.getAttribute('href')) ?? '';
  await visitor.goto(stack.demo + href, { waitUntil: 'networkidle' });
  await visitor.close();
  return stack.demo + href;
}

async function visitOften(browser: Browser, plant: Plant): Promise<void> {
  let next = 0;
  // Each visitor has a cache of its own: of pages that share one, those with the same files wait for each other.
  const visitAgain = async (): Promise<void> => {
    const visitor = await browser.newContext();
    while (next < visits) await visit(visitor, `${article}?plant=${plant}&visit=${next++}`);
    await visitor.close();
  };
  await Promise.all(
    Array.from({ length: waiting.includes(plant) ? visitors.waiting : visitors.working }, visitAgain),
  );
}

async function visit(visitor: BrowserContext, address: string): Promise<void> {
  const page = await visitor.newPage();
  if (address.includes('big-picture')) {
    const devTools = await visitor.newCDPSession(page);
    await devTools.send('Network.emulateNetworkConditions', line);
  }
  await page.goto(address, { waitUntil: 'load' });
  await settled(page);
  await page.close();
}

/** Until all that the page does by itself is painted, its picture last, and told. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((painted) => {
        new PerformanceObserver((list) => {
          const paints = list.getEntries() as LargestContentfulPaint[];
          if (paints.some(({ url }) => url !== '')) painted();
        }).observe({ type: 'largest-contentful-paint', buffered: true });
      }),
  );
  if (page.url().includes('layout-shift')) await page.locator('.planted').waitFor();
  await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => setTimeout(next, 100))));
}

async function allStored(plant: Plant): Promise<void> {
  const summary = `${stack.admin}/api/v1/sites/demo/summary?metric=lcp&release=planted-${plant}`;
  const stored = async (): Promise<number> => {
    const { metrics } = (await (await admin.request.get(summary)).json()) as Summary;
    return metrics.lcp?.n ?? 0;
  };
  await expect.poll(stored, { timeout: 60_000 }).toBeGreaterThanOrEqual(enough);
}
