import { afterAll, beforeAll, expect, it } from 'vitest';
import { magazineEndpoints } from '../magazine/routes.ts';
import { seedDemo } from '../magazine/seed.ts';
import { startTestCms, type TestCms } from '../test-cms.ts';
import { type CmsClient, CmsProblem, createCmsClient, included } from './index.ts';

let cms: TestCms;
let reader: CmsClient;
let writer: CmsClient;
beforeAll(async () => {
  cms = await startTestCms({ extras: magazineEndpoints });
  await seedDemo(cms.pool, { now: new Date(), readings: 1_000 });
  cms.types.forget();
  const origin = new URL(cms.api).origin;
  reader = createCmsClient({ origin });
  writer = createCmsClient({ origin, token: await cms.logIn('editor') });
});
afterAll(async () => {
  expect(cms.bugs).toEqual([]);
  await cms.stop();
});

it('lists with filters, relations and pages', async () => {
  const options = {
    include: ['author'],
    filter: { readingMinutes: { gte: 1 } },
    sort: ['title'],
    limit: 5,
    total: true,
  };
  const first = await reader.list('articles', options);
  const second = await reader.list('articles', { ...options, cursor: first.next ?? '' });

  expect(first.entries).toHaveLength(5);
  expect(first.total).toBeGreaterThan(200);
  const titles = [...first.entries, ...second.entries].map(({ fields }) => fields.title);
  expect(titles).toEqual([...titles].sort());
  expect(included(first.entries[0]?.fields.author)?.fields.name).toEqual(expect.any(String));
});

it('reads by slug, and finds nothing where nothing is', async () => {
  expect((await reader.read('authors', 'ines-halloran'))?.fields.name).toBe('Ines Halloran');
  expect(await reader.read('authors', 'nobody')).toBeUndefined();
  expect(
    (await reader.get('/magazine/authors/{slug}', { slug: 'ines-halloran' })).articles.length,
  ).toBeGreaterThan(5);
});

it('writes, and tells what was refused and why', async () => {
  const made = await writer.create('tags', { name: 'Eels', slug: 'eels' }, { idempotencyKey: 'eels' });
  const again = await writer.create('tags', { name: 'Eels', slug: 'eels' }, { idempotencyKey: 'eels' });
  const changed = await writer.change(
    'tags',
    made.id,
    { name: 'Eels and lampreys' },
    { version: made.version },
  );
  await writer.publish('tags', made.id);

  expect(again.id).toBe(made.id);
  expect(changed.version).toBe(2);
  expect((await reader.read('tags', 'eels'))?.fields.name).toBe('Eels and lampreys');
  const late = writer.change('tags', made.id, { name: 'x' }, { version: made.version });
  await expect(late).rejects.toMatchObject({ status: 412, code: 'precondition_failed' });
  await expect(reader.create('tags', { name: 'x', slug: 'x' })).rejects.toBeInstanceOf(CmsProblem);
  await expect(writer.create('tags', { name: '', slug: 'No' })).rejects.toMatchObject({
    field: 'fields.slug',
  });
});
