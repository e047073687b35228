import { afterAll, beforeAll, expect, it } from 'vitest';
import { magazineEndpoints } from '../magazine/routes.ts';
import { seedDemo } from '../magazine/seed.ts';
import { startTestCms, type TestCms } from '../test-cms.ts';
import { cheapestLoading } from './include.ts';
import { parseListing } from './list-query.ts';
import { createLocales } from './locales.ts';
import { listEntries } from './read.ts';

let cms: TestCms;
beforeAll(async () => {
  cms = await startTestCms({ extras: magazineEndpoints });
  await seedDemo(cms.pool, { now: new Date(), readings: 1_000 });
  cms.types.forget();
});
afterAll(() => cms.stop());

async function listing(query: Record<string, string | undefined>) {
  const type = await cms.types.named('articles');
  const deps = { types: cms.types, locales: createLocales(['en', 'de']), principal: undefined };
  return { type, listing: await parseListing(query, type, deps) };
}

it.each([
  { include: 'author,tags', limit: '100' },
  { include: 'tags', fields: 'title,body', limit: '30' },
  { include: 'author', locale: 'de', limit: '30' },
])('gives the same answer in each way of loading: %o', async (query) => {
  const { type, listing: asked } = await listing(query);

  const [immediate, separate, lazy] = await Promise.all(
    (['immediate', 'separate', 'lazy'] as const).map((loading) =>
      listEntries(cms.pool, type, asked, loading),
    ),
  );

  expect(JSON.parse(separate?.json ?? '')).toEqual(JSON.parse(immediate?.json ?? ''));
  expect(lazy).toEqual(separate);
});

it('asks one statement for each relation of a hundred entries', async () => {
  const { type, listing: asked } = await listing({ include: 'author,tags', limit: '100' });
  let statements = 0;
  const counting = Object.assign(Object.create(cms.pool), {
    query: (...args: Parameters<typeof cms.pool.query>) => {
      statements++;
      return cms.pool.query(...args);
    },
  });

  await listEntries(counting, type, asked, 'separate');

  expect(statements).toBe(3);
});

it('takes the cheapest way by what there is to load', async () => {
  const { listing: few } = await listing({ include: 'author,tags' });
  const { listing: many } = await listing({ include: 'author,tags', limit: '100' });

  expect(cheapestLoading(few.reading.includes, 20)).toBe('immediate');
  expect(cheapestLoading(many.reading.includes, 100)).toBe('separate');
});
