import { defineConfig } from '@playwright/test';
import { browserFlags, findBrowser } from './scripts/browser.mjs';

export default defineConfig({
  testMatch: '**/e2e/**/*.spec.ts',
  testIgnore: ['**/node_modules/**', '**/dist/**'],
  // The stack and the browser share two cores on a small machine: one spec at a time keeps timings honest.
  workers: 1,
  timeout: 120_000,
  // Nothing here asserts a time: on a busy machine everything only comes later.
  expect: { timeout: 20_000 },
  // A shared CI machine may pause for seconds; what fails twice is a fault.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: true,
  outputDir: '.tmp/playwright',
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['line'], ['json']] : [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath: findBrowser(),
      args: browserFlags,
    },
  },
});
