/** A Chromium for scripts that are no Playwright specs: the one the tests use, with their flags. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from '@playwright/test';
import { root } from './root.ts';

const quietFlags = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launchBrowser(moreFlags: string[] = []): Promise<Browser> {
  // From scripts/dist as well as from scripts.
  const { findBrowser } = (await import(pathToFileURL(join(root, 'scripts/browser.mjs')).href)) as {
    findBrowser(): string | undefined;
  };
  return chromium.launch({ executablePath: findBrowser(), args: [...quietFlags, ...moreFlags] });
}
