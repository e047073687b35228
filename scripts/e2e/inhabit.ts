/** Fills a started house with what screens are made of: real visits to the demo website, and the generator's views through the door. */
import type { Browser } from '@playwright/test';
import type { ViewBody } from '@throughline/protocol';
import { makeViews } from '../seed/traffic.ts';
import type { Stack } from './stack.ts';

/** From the front page to an article: both views, their requests, and what the servers tell of them. */
export async function visitDemo(browser: Browser, stack: Stack): Promise<void> {
  const visitor = await browser.newPage();
  await visitor.goto(stack.demo);
  await visitor.waitForLoadState('networkidle');
  await visitor.locator('main a[href^="/articles/"]:not([tabindex="-1"])').first().click();
  await visitor.waitForLoadState('networkidle');
  await visitor.close();
}

/** Made-up views of the last six hours, as browsers would hold them back; their page says which route it is. */
export async function sendTraffic(stack: Stack, views = 400, routes = 12): Promise<void> {
  const nowMs = Date.now();
  const span = { fromMs: nowMs - 6 * 3_600_000, toMs: nowMs - 60_000 };
  for (const { body, route } of makeViews(views, { site: 'demo', key: 'pk_demo', routes, ...span })) {
    await sendView(stack, { ...body, route, view: { ...body.view, deferred: true } });
  }
}

export async function sendView(stack: Stack, body: ViewBody, userAgent?: string): Promise<void> {
  const answer = await fetch(`${stack.admin}/v1/views`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { origin: stack.demo, ...(userAgent && { 'user-agent': userAgent }) },
  });
  const problem = await answer.text();
  if (answer.status !== 202) throw new Error(`The door answered ${answer.status}: ${problem}`);
}
