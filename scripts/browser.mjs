/**
 * A Chromium for the tests: an installed one, else Playwright's own, else (as root) the system's package manager's;
 * else the one command to type. Only node: modules, so that it also runs before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './run.mjs';

/** What a Chromium is started with: it runs as root in containers, and asks nobody outside for anything. */
export const browserFlags = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const packageManagers = [
  {
    command: 'apt-get',
    steps: [
      ['update', '-qq'],
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
    ],
  },
  { command: 'dnf', steps: [['install', '-y', '-q', 'chromium']] },
  { command: 'apk', steps: [['add', '-q', 'chromium']] },
  { command: 'pacman', steps: [['-Sy', '--noconfirm', 'chromium']] },
];

/** @returns {string | undefined} */
export function findBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  return installed.find((path) => existsSync(path)) ?? playwrightsOwn();
}

/** @returns {string} Path of a Chromium; installs one when there is none. Ends the process when that cannot be done. */
export function provideBrowser() {
  const found = findBrowser();
  if (found) return found;
  console.log('No Chromium is installed; getting one …');
  spawnSync(process.execPath, [join(root, 'node_modules/playwright/cli.js'), 'install', 'chromium'], {
    stdio: 'inherit',
  });
  const downloaded = playwrightsOwn();
  if (downloaded) return downloaded;
  if (process.getuid?.() === 0) installAsRoot();
  const last = findBrowser();
  if (last) return last;
  console.error('The tests need a Chromium. Type:  sudo npx playwright install --with-deps chromium');
  process.exit(1);
}

function playwrightsOwn() {
  try {
    const path = createRequire(join(root, 'package.json'))('playwright').chromium.executablePath();
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function installAsRoot() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const { command, steps } of packageManagers) {
    if (spawnSync(command, ['--version'], { stdio: 'ignore' }).error) continue;
    for (const args of steps) spawnSync(command, args, { stdio: 'inherit', env });
    return;
  }
}
