/** One visit: a browser context of its own, slowed down as its profile says, from the entrance to the last page. */
import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test';
import type { Random } from '../random.ts';
import { lookAround, pickEntrance, pickStep } from './journey.ts';
import type { Network, Profile } from './profiles.ts';

/** A document that a server sent: what a view should be joined to. */
export type Navigation = {
  url: string;
  status: number;
  /** From the answer's own Server-Timing; undefined when the server tells of none. */
  traceId: string | undefined;
};

export type Visit = {
  profile: Profile;
  navigations: Navigation[];
  /** What was done, in order. */
  steps: string[];
  /** Why it ended before its time. */
  fault?: string;
};

const steps = { least: 3, most: 7 };
/** Large pictures over 3G take half a minute on an idle machine. */
const stepWithinMs = 180_000;
const patienceMs = 60_000;
/** For what the page sends when it is left: keepalive requests end with their context. */
const leaveMs = 1_000;
const cable: Network = { name: 'cable', latencyMs: 0, downBytes: -1, upBytes: -1 };

/** Never rejects: what goes wrong is told as its fault. */
export async function visit(
  browser: Browser,
  origin: string,
  profile: Profile,
  random: Random,
): Promise<Visit> {
  const told: Visit = { profile, navigations: [], steps: [] };
  let context: BrowserContext | undefined;
  try {
    context = await browser.newContext({ ...profile.device.emulated, locale: profile.locale });
    context.setDefaultTimeout(stepWithinMs);
    const page = await context.newPage();
    page.on('response', (response) => {
      const request = response.request();
      if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return;
      const traceId = readTraceId(response.headers()['server-timing']);
      told.navigations.push({ url: response.url(), status: response.status(), traceId });
    });
    const devtools = await context.newCDPSession(page);
    await slowDown(devtools, profile.network, profile.device.cpuSlowdown);
    try {
      await walk(page, origin, profile, random, told.steps);
    } finally {
      // Also from a page that did not come to its end: its view tells how far it came.
      await leave(page, devtools);
    }
  } catch (error) {
    told.fault = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
  await context?.close().catch(() => {});
  return told;
}

async function walk(
  page: Page,
  origin: string,
  { locale }: Profile,
  random: Random,
  taken: string[],
): Promise<void> {
  await page.goto(origin + pickEntrance(locale, random), { waitUntil: 'commit' });
  // Who has waited that long goes on with what is there; it is told among the steps, and is no fault of the visit.
  await page.waitForLoadState('load', { timeout: patienceMs }).catch(() => taken.push('no patience left'));
  await lookAround(page, random);
  const wanted = steps.least + Math.floor(random() * (steps.most - steps.least + 1));
  for (let tries = 0; taken.length < wanted && tries < wanted * 5; tries += 1) {
    const step = pickStep(random);
    if (!(await step.take(page, random))) continue;
    taken.push(step.name);
    await lookAround(page, random);
  }
}

/** The page goes away, as when somebody types another address; what it still sends is not slowed down. */
async function leave(page: Page, devtools: CDPSession): Promise<void> {
  await slowDown(devtools, cable, 1);
  await page.goto('about:blank', { waitUntil: 'commit' });
  await page.waitForTimeout(leaveMs);
}

async function slowDown(devtools: CDPSession, network: Network, cpuSlowdown: number): Promise<void> {
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: network.latencyMs,
    downloadThroughput: network.downBytes,
    uploadThroughput: network.upBytes,
  });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowdown });
}

function readTraceId(serverTiming: string | undefined): string | undefined {
  return /traceparent;desc="[\da-f]{2}-([\da-f]{32})-/.exec(serverTiming ?? '')?.[1];
}
