/**
 * Lighthouse on the built admin over a house with two weeks of made-up traffic and real visits: its scores for each screen, as
 * it throttles a desktop computer, and for the overview a phone. Scores of performance are medians of `ROUNDS` runs.
 */
import type { Browser } from '@playwright/test';
import lighthouse, { desktopConfig, type Result } from 'lighthouse';
import { visitDemo } from '../e2e/inhabit.ts';
import { logIn, screensOf } from '../e2e/screens.ts';
import { startStack } from '../e2e/stack.ts';
import { freePort } from '../faults/house.ts';
import { launchBrowser } from '../launch-browser.ts';
import type { Figure } from './figure.ts';

const rounds = Number(process.env.ROUNDS ?? 3);
const seed = ['--site', 'demo', '--key', 'pk_demo', '--views', '20000', '--routes', '24', '--days', '14'];
const goals = { performance: 95, accessibility: 100, 'best-practices': 100 } as const;
type Category = keyof typeof goals;
const categories = Object.keys(goals) as Category[];

type Look = { name: string; url: string; isPhone: boolean; cookie?: string };

export async function run(): Promise<Figure[]> {
  const stack = await startStack({ seed });
  const port = await freePort();
  const browser = await launchBrowser([`--remote-debugging-port=${port}`]);
  try {
    for (let at = 0; at < 3; at += 1) await visitDemo(browser, stack);
    const cookie = await cookieOf(browser, stack);
    const screens = await screensOfStack(browser, stack);
    const looks: Look[] = [
      { name: 'log-in', url: stack.admin, isPhone: false },
      ...screens.map(({ name, path }) => ({ name, url: stack.admin + path, isPhone: false, cookie })),
      ...screens
        .filter(({ name }) => name === 'overview')
        .map(({ name, path }) => ({
          name: `${name}, phone`,
          url: stack.admin + path,
          isPhone: true,
          cookie,
        })),
    ];
    const figures: Figure[] = [];
    for (const look of looks) figures.push(...(await score(look, port)));
    return figures;
  } finally {
    await browser.close();
    await stack.stop();
  }
}

type Stack = Awaited<ReturnType<typeof startStack>>;

async function cookieOf(browser: Browser, stack: Stack): Promise<string> {
  const context = await browser.newContext();
  await logIn(context.request, stack);
  const cookies = await context.cookies(stack.admin);
  await context.close();
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

async function screensOfStack(browser: Browser, stack: Stack) {
  const context = await browser.newContext();
  await logIn(context.request, stack);
  const wanted = ['overview', 'route', 'view', 'server', 'budgets', 'data-health', 'settings'];
  const screens = (await screensOf(context.request, stack)).filter(({ name }) => wanted.includes(name));
  await context.close();
  return screens;
}

async function score(look: Look, port: number): Promise<Figure[]> {
  const scores: Record<Category, number[]> = { performance: [], accessibility: [], 'best-practices': [] };
  for (let round = 0; round < rounds; round += 1) {
    const report = await audit(look, port);
    for (const category of categories)
      scores[category].push(Math.round((report.categories[category]?.score ?? 0) * 100));
    if (round === 0) tellWhy(look, report);
  }
  return categories.map((category) => {
    const sorted = scores[category].sort((a, b) => a - b);
    const value = sorted[sorted.length >> 1] ?? 0;
    const goal = goals[category];
    return { what: `${look.name}: ${category}`, value, unit: '', goal, met: value >= goal };
  });
}

async function audit({ url, cookie, isPhone }: Look, port: number): Promise<Result> {
  const flags = {
    port,
    onlyCategories: [...categories],
    logLevel: 'error' as const,
    ...(cookie && { extraHeaders: { Cookie: cookie } }),
  };
  const told = await lighthouse(url, flags, isPhone ? undefined : desktopConfig);
  if (!told) throw new Error(`Lighthouse told nothing of ${url}`);
  if (told.lhr.runtimeError) throw new Error(`${url}: ${told.lhr.runtimeError.message}`);
  return told.lhr;
}

/** What keeps a score from 100, on the error stream: the figures stay alone on the other. */
function tellWhy({ name }: Look, { audits, categories: told }: Result): void {
  for (const category of categories) {
    for (const { id, weight } of told[category]?.auditRefs ?? []) {
      const one = audits[id];
      if (weight === 0 || !one || one.score === null || one.score >= 0.9) continue;
      console.error(`${name}, ${category}: ${one.title} ${one.displayValue ?? ''}`);
    }
  }
}
