/** Every screen of the admin by its address, for whatever looks at all of them. */
import type { APIRequestContext, Page } from '@playwright/test';
import type { RouteList, ViewList } from '@throughline/protocol';
import type { Stack } from './stack.ts';

export type ScreenAddress = { name: string; path: string };

export async function logIn(request: APIRequestContext, stack: Stack): Promise<void> {
  const data = { email: stack.email, password: stack.password };
  const answer = await request.post(`${stack.admin}/api/v1/session`, { data });
  if (!answer.ok()) throw new Error(`The log-in was answered with ${answer.status()}`);
}

/** The screens of a site, around its route of the most impact and the newest view of the demo website's article page. */
export async function screensOf(
  request: APIRequestContext,
  stack: Stack,
  percentile = 75,
): Promise<ScreenAddress[]> {
  const api = `${stack.admin}/api/v1/sites/demo`;
  const answer = await request.get(`${api}/routes?percentile=${percentile}`);
  const { routes } = (await answer.json()) as RouteList;
  const route = encodeURIComponent(routes[0]?.route ?? '/');
  const articles = await request.get(`${api}/views?route=${encodeURIComponent('/articles/:slug')}&limit=1`);
  const newest = await request.get(`${api}/views?limit=1`);
  const [article, other] = [articles, newest].map(async (list) => ((await list.json()) as ViewList).views[0]);
  const view = (await article) ?? (await other);
  const at = '/sites/demo';
  const params = percentile === 75 ? '' : `&percentile=${percentile}`;
  return [
    { name: 'overview', path: `${at}?${params.slice(1)}` },
    { name: 'route', path: `${at}/route?route=${route}${params}` },
    { name: 'views', path: `${at}/views?route=${route}${params}` },
    { name: 'view', path: `${at}/views/${view?.id}` },
    { name: 'server', path: `${at}/server?${params.slice(1)}` },
    { name: 'budgets', path: `${at}/budgets` },
    { name: 'live', path: `${at}/live` },
    { name: 'data-health', path: `${at}/health` },
    { name: 'settings', path: `${at}/settings` },
    { name: 'new-site', path: '/new-site' },
    { name: 'account', path: '/account' },
  ];
}

/** Waits until a screen shows what it has, its lazy parts included. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForFunction(() => {
    const states = [...document.querySelectorAll('[role="status"]')].map((node) => node.textContent ?? '');
    return (
      !document.querySelector('[aria-busy="true"]') && !states.some((text) => /^(Loading|Opening)/.test(text))
    );
  });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}
