/**
 * `npm run screenshots`: starts a house with two weeks of made-up traffic and real visits, and takes its screens at three widths,
 * light and dark, into docs/images. `npm run screenshots -- view server` takes these alone; `SCREENSHOTS_DIR` names another folder.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import sharp from 'sharp';
import { visitDemo } from '../e2e/inhabit.ts';
import { logIn, type ScreenAddress, screensOf, settled } from '../e2e/screens.ts';
import { type Stack, startStack } from '../e2e/stack.ts';
import { launchBrowser } from '../launch-browser.ts';
import { root } from '../root.ts';

const folder = process.env.SCREENSHOTS_DIR ?? join(root, 'docs/images');
const wanted = process.argv.length > 2 ? process.argv.slice(2) : ['overview', 'route', 'view', 'server'];
const sizes = [
  { width: 390, height: 844 },
  { width: 1_440, height: 900 },
  { width: 2_560, height: 1_440 },
];
const visits = 34;
/** Where something is beyond good, so that the pictures show how that looks. */
const percentile = 95;
const seed = ['--site', 'demo', '--key', 'pk_demo', '--views', '40000', '--routes', '24', '--days', '14'];

const stack = await startStack({ seed });
try {
  const browser = await launchBrowser();
  try {
    for (let at = 0; at < visits; at += 1) await visitDemo(browser, stack);
    mkdirSync(folder, { recursive: true });
    for (const size of sizes) {
      for (const colorScheme of ['light', 'dark'] as const) await takeAll(browser, size, colorScheme);
    }
  } finally {
    await browser.close();
  }
} finally {
  await stack.stop();
}

async function takeAll(
  browser: Browser,
  viewport: { width: number; height: number },
  colorScheme: 'light' | 'dark',
): Promise<void> {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
  await logIn(context.request, stack);
  const page = await context.newPage();
  for (const screen of await chosenScreens(page, stack)) {
    await page.goto(stack.admin + screen.path);
    await settled(page);
    const path = join(folder, `${screen.name}-${viewport.width}-${colorScheme}.webp`);
    const { size } = await sharp(await page.screenshot())
      .webp({ quality: 82, effort: 6 })
      .toFile(path);
    console.log(`${path} ${Math.round(size / 1_000)} kB`);
  }
  await context.close();
}

async function chosenScreens(page: Page, from: Stack): Promise<ScreenAddress[]> {
  const all = await screensOf(page.request, from, percentile);
  return all.filter(({ name }) => wanted.includes(name));
}
