/**
 * What a visitor does on the magazine, step by step, as links and buttons allow it: reads, leads on, searches, goes back. What
 * is not on the page is left out, as people do.
 */
import type { Page } from '@playwright/test';
import type { Random } from '../random.ts';
import { pick } from './profiles.ts';

export type Step = {
  name: string;
  /** @returns False when the page has nothing to do this with. */
  take(page: Page, random: Random): Promise<boolean>;
};

const searched = {
  en: ['heron', 'ferry', 'watr', 'mill'],
  de: ['Reiher', 'Fähre', 'Wassr', 'Mühle'],
  fr: ['héron', 'bac', 'riviere', 'moulin'],
};
const looksMs = { least: 150, most: 900 };
/** A slowed processor on a busy machine takes its time. */
const clickWithinMs = 30_000;

const steps: { weight: number; value: Step }[] = [
  { weight: 8, value: follow('an article', 'main a[href*="/articles/"]:not([tabindex="-1"])') },
  { weight: 3, value: follow('a writer', 'main a[href^="/authors/"]') },
  { weight: 2, value: follow('a tag', 'main a[href*="/tags/"]') },
  { weight: 2, value: follow('the front page', 'a.wordmark') },
  { weight: 2, value: follow('the archive', 'nav a[href="/archive"]') },
  { weight: 1, value: follow('older pieces', 'a.older') },
  { weight: 1, value: follow('another language', 'nav.languages a:not([aria-current])') },
  { weight: 3, value: { name: 'a search', take: search } },
  { weight: 2, value: { name: 'back', take: goBack } },
  { weight: 2, value: press('larger') },
  { weight: 2, value: press('words') },
  { weight: 2, value: press('save') },
  { weight: 1, value: press('shuffle') },
  { weight: 1, value: press('order') },
  { weight: 1, value: press('theme') },
];

const entrances = [
  { weight: 5, value: '/' },
  { weight: 1, value: '/archive' },
  { weight: 1, value: '/authors' },
  { weight: 1, value: '/search?q=ferry' },
];
const foreignEntrances: Record<string, string> = { 'de-DE': '/de', 'fr-FR': '/fr' };

/** The address that a visitor comes in by. */
export function pickEntrance(locale: string, random: Random): string {
  return foreignEntrances[locale] ?? pick(entrances, random);
}

export function pickStep(random: Random): Step {
  return pick(steps, random);
}

/** Looks around for a while, scrolls a little. */
export async function lookAround(page: Page, random: Random): Promise<void> {
  const { least, most } = looksMs;
  await page.mouse.wheel(0, random() * 1_200);
  await page.waitForTimeout(least + random() * (most - least));
}

function follow(what: string, selector: string): Step {
  return {
    name: what,
    take: async (page, random) => {
      const links = page.locator(selector);
      const count = await links.count();
      if (count === 0) return false;
      await leaveBy(page, () =>
        links.nth(Math.floor(random() * count)).click({ timeout: clickWithinMs, noWaitAfter: true }),
      );
      return true;
    },
  };
}

function press(action: string): Step {
  return {
    name: `the button ${action}`,
    take: async (page) => {
      const button = page.locator(`[data-action="${action}"]`);
      if ((await button.count()) === 0) return false;
      await button.first().click({ timeout: clickWithinMs });
      return true;
    },
  };
}

async function search(page: Page, random: Random): Promise<boolean> {
  const box = page.getByRole('searchbox');
  if ((await box.count()) === 0)
    await follow('the search', 'nav[aria-label="Sections"] a[href$="/search"]').take(page, random);
  const language = (await page.locator('html').getAttribute('lang')) ?? 'en';
  const words = language in searched ? searched[language as keyof typeof searched] : searched.en;
  await box.fill(words[Math.floor(random() * words.length)] ?? '', { timeout: clickWithinMs });
  await leaveBy(page, () => box.press('Enter', { noWaitAfter: true }));
  return true;
}

async function goBack(page: Page): Promise<boolean> {
  // Before the entrance lies nothing of the magazine.
  if (!(await page.evaluate('navigation.canGoBack'))) return false;
  await page.goBack({ waitUntil: 'load' });
  return true;
}

/** Does what leads to another page and waits until that is there. A link to the page itself leads there, too. */
async function leaveBy(page: Page, act: () => Promise<void>): Promise<void> {
  const arrived = page.waitForEvent('load');
  // Awaited below; if the click fails, nobody arrives and nobody should be told of that as well.
  arrived.catch(() => {});
  await act();
  await arrived;
}
