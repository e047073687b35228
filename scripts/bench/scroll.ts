/**
 * Scrolling the longest lists of the built admin: the table of 1,000 routes, its cards on a phone, and a waterfall of 500 rows.
 * A frame is the time from one of the browser's frames to the next; a page with nothing but height is scrolled in the same run,
 * so that a busy machine shows. Every frame scrolls by 100 px, a brisk turn of the wheel.
 */
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from '@playwright/test';
import type { ReportBody, ViewBody } from '@throughline/protocol';
import { sendView } from '../e2e/inhabit.ts';
import { logIn } from '../e2e/screens.ts';
import { type Stack, startStack } from '../e2e/stack.ts';
import { launchBrowser } from '../launch-browser.ts';
import type { Figure } from './figure.ts';

const routes = 1_000;
const statements = 500;
const frames = 240;
const pxPerFrame = 100;
const seed = [
  '--site',
  'demo',
  '--key',
  'pk_demo',
  '--views',
  '40000',
  '--routes',
  `${routes}`,
  '--days',
  '1',
];
/** Two frames of a screen at 60 Hz: what takes longer is seen as a stop. */
const smoothMs = 34;

const viewId = '5c011000-0000-4000-8000-000000000001';
const traceId = '5c011000000040008000000000000001';
const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

type Look = { name: string; path: string; rows: string; size: typeof wide };
const looks: Look[] = [
  { name: `table of ${routes} routes`, path: '/sites/demo?all', rows: 'tr[data-row]', size: wide },
  { name: `cards of ${routes} routes`, path: '/sites/demo?all', rows: '[data-row]', size: phone },
  {
    name: `waterfall of ${statements} statements`,
    path: `/sites/demo/views/${viewId}`,
    rows: '[role="treeitem"]',
    size: wide,
  },
];

export async function run(): Promise<Figure[]> {
  const stack = await startStack({ seed });
  const browser = await launchBrowser();
  try {
    await sendLongView(browser, stack);
    const figures = [await scrollNothing(browser)];
    for (const look of looks) figures.push(...(await scrollAdmin(browser, stack, look)));
    return figures;
  } finally {
    await browser.close();
    await stack.stop();
  }
}

/** A view whose page ran statement after statement, as its browser and its server tell it. */
async function sendLongView(browser: Browser, stack: Stack): Promise<void> {
  const startedAtMs = Date.now() - 60_000;
  const requestMs = 2 * statements + 50;
  const body: ViewBody = {
    v: 1,
    key: 'pk_demo',
    view: {
      id: viewId,
      revision: 1,
      startedAtMs,
      sentAtMs: startedAtMs + 20_000,
      deferred: true,
      url: `${stack.demo}/long`,
      navigationType: 'navigate',
    },
    route: '/long',
    vitals: {
      ttfb: { value: requestMs + 20 },
      fcp: { value: requestMs + 90 },
      lcp: { value: requestMs + 120 },
    },
    navigation: {
      waitMs: requestMs + 10,
      responseMs: 5,
      server: { requestMs, appMs: 50, sqlMs: 2 * statements, sqlCount: statements, traceId, route: '/long' },
    },
  };
  const report: ReportBody = {
    v: 1,
    id: randomUUID(),
    service: 'long',
    fromMs: startedAtMs,
    toMs: startedAtMs + 10_000,
    sentAtMs: Date.now(),
    traces: [
      {
        traceId,
        spanId: traceId.slice(16),
        method: 'GET',
        route: '/long',
        status: 200,
        startedAtMs: startedAtMs + 10,
        durationMs: requestMs,
        kept: 'slow',
        // Neighbours differ, so that no two are drawn as one.
        spans: Array.from({ length: statements }, (_, at) => ({
          kind: 'sql',
          startMs: 2 * at,
          durationMs: 1.5,
          fingerprint: `${1 + (at % 2)}`.padStart(16, '0'),
          rows: 1,
          callSite: `long.ts:${at}`,
        })),
      },
    ],
  };
  const context = await browser.newContext();
  await logIn(context.request, stack);
  const tokens = `${stack.admin}/api/v1/sites/demo/service-tokens`;
  const made = await context.request.post(tokens, { data: { service: report.service } });
  const { token } = (await made.json()) as { token: string };
  await context.close();
  await sendView(stack, body);
  const told = await fetch(`${stack.admin}/v1/reports`, {
    method: 'POST',
    body: JSON.stringify(report),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
  if (told.status !== 202)
    throw new Error(`The report was answered with ${told.status}: ${await told.text()}`);
}

async function scrollNothing(browser: Browser): Promise<Figure> {
  const page = await browser.newPage({ viewport: wide });
  await page.setContent('<div style="height: 100000px"></div>');
  const { p95 } = await scroll(page);
  await page.close();
  return { what: 'nothing but height: frame p95', value: p95, unit: 'ms' };
}

async function scrollAdmin(
  browser: Browser,
  stack: Stack,
  { name, path, rows, size }: Look,
): Promise<Figure[]> {
  const context = await browser.newContext({ viewport: size });
  await logIn(context.request, stack);
  const page = await context.newPage();
  await page.goto(stack.admin + path);
  await page.locator(rows).first().waitFor();
  await unfold(page);
  await page.waitForLoadState('networkidle');
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  const { p95, longest, slow } = await scroll(page);
  await context.close();
  return [
    { what: `${name}: frame p95`, value: p95, unit: 'ms', goal: smoothMs, met: p95 <= smoothMs },
    { what: `${name}: longest frame`, value: longest, unit: 'ms' },
    { what: `${name}: frames over ${smoothMs} ms`, value: slow, unit: `of ${frames}` },
    { what: `${name}: elements in the page`, value: elements, unit: '' },
  ];
}

/** Opens every closed row of a waterfall. */
async function unfold(page: Page): Promise<void> {
  const closed = page.locator('[role="treeitem"][aria-expanded="false"]');
  while ((await closed.count()) > 0) {
    await closed.first().focus();
    await page.keyboard.press('Enter');
  }
}

async function scroll(page: Page): Promise<{ p95: number; longest: number; slow: number }> {
  const took = await page.evaluate(
    async ([count, px]) => {
      const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const times: number[] = [];
      let before = await nextFrame();
      for (let at = 0; at < count; at += 1) {
        window.scrollBy({ top: px, behavior: 'instant' });
        const now = await nextFrame();
        times.push(now - before);
        before = now;
      }
      return times.sort((a, b) => a - b);
    },
    [frames, pxPerFrame] as const,
  );
  const round = (ms = 0) => Math.round(ms * 10) / 10;
  return {
    p95: round(took[Math.floor(took.length * 0.95)]),
    longest: round(took.at(-1)),
    slow: took.filter((ms) => ms > smoothMs).length,
  };
}
