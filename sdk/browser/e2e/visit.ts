/** Steps that several specs share. */

import { test as base, expect, type Page } from '@playwright/test';
import type { ViewBody } from '@throughline/protocol';
import { type Door, openDoor } from './door.ts';

/** How many visits a campaign makes; by command 100. */
export const visits = Number(process.env.VISITS ?? 20);

/** Each test gets a door of its own, and nothing that reaches it may be malformed. */
export const test = base.extend<{ door: Door }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  door: async ({}, use) => {
    const door = await openDoor();
    await use(door);
    expect(door.malformed).toEqual([]);
    await door.close();
  },
});

/** Everything that the page's console and error handlers saw. */
export function listen(page: Page): string[] {
  const heard: string[] = [];
  page.on('console', (message) => heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(`uncaught: ${error.message}`));
  return heard;
}

/** The one view that a page left behind, once it is as claimed. */
export async function leave(page: Page, door: Door, claim?: (view: ViewBody) => boolean): Promise<ViewBody> {
  await page.close({ runBeforeUnload: true });
  const [view] = await door.waitFor(1, claim);
  if (!view) throw new Error('no view arrived');
  return view;
}
