/** A Chromium for scripts that are no Playwright specs: the one the tests use, with their flags. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from '@playwright/test';
import { root } from './root.ts';

type Provided = { browserFlags: string[]; provideBrowser(): string };

export async function launchBrowser(moreFlags: string[] = []): Promise<Browser> {
  // From scripts/dist as well as from scripts.
  const { href } = pathToFileURL(join(root, 'scripts/browser.mjs'));
  const { browserFlags, provideBrowser } = (await import(href)) as Provided;
  return chromium.launch({ executablePath: provideBrowser(), args: [...browserFlags, ...moreFlags] });
}
