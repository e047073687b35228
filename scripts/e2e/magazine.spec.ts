/** The magazine in three languages, its pictures in the sizes that a page needs, its search: in a real browser. */
import { expect, test } from '@playwright/test';
import { type Stack, startStack } from './stack.ts';

let stack: Stack;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  test.setTimeout(180_000);
  stack = await startStack();
});
test.afterAll(async () => {
  await stack?.stop();
});

test('an article is read in three languages', async ({ page }) => {
  await page.goto(stack.demo);
  await page.locator('main .lead h1 a').click();
  const english = await page.locator('h1').textContent();

  await page.getByRole('link', { name: 'Deutsch' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  const german = await page.locator('h1').textContent();
  await page.getByRole('link', { name: 'Français' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  const french = await page.locator('h1').textContent();

  expect(new Set([english, german, french]).size).toBe(3);
});

test('a search finds a misspelt word in its language and marks what it found', async ({ page }) => {
  await page.goto(`${stack.demo}/de/search`);
  await page.getByRole('searchbox').fill('Reihr');
  await page.getByRole('search').getByRole('button').click();

  await expect(page.locator('mark').first()).toHaveText('Reiher');
  await page.locator('main .line a').first().click();
  await expect(page.locator('h1')).toContainText('Der Reiher von');
});

test('covers come in a width that fits, in a format the browser takes, when they are drawn', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const covers = page.locator('.cards img');
  await expect
    .poll(
      async () => {
        await page.goto(stack.demo);
        return await covers.first().getAttribute('srcset');
      },
      { timeout: 120_000, intervals: [1_000] },
    )
    .toContain('/api/v1/media/');
  await covers.first().scrollIntoViewIfNeeded();
  await expect
    .poll(() => covers.first().evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);

  const { address, shown } = await covers.first().evaluate((image: HTMLImageElement) => ({
    address: image.currentSrc,
    shown: image.clientWidth * devicePixelRatio,
  }));
  const width = Number(new URL(address).searchParams.get('w'));
  expect(width).toBeGreaterThanOrEqual(shown);
  expect(width).toBeLessThan(1_600);
  const served = async () =>
    (await page.request.get(address, { headers: { accept: 'image/avif,image/webp,*/*' } })).headers();
  await expect.poll(async () => (await served())['cache-control']).toContain('immutable');
  expect((await served())['content-type']).toBe('image/avif');
});
