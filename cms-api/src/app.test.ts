import { Problem } from '@throughline/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { articleCount } from './magazine/magazine.ts';
import { magazineEndpoints } from './magazine/routes.ts';
import { seedDemo } from './magazine/seed.ts';
import type { Card } from './magazine/store.ts';
import { startTestCms, statementsOf, type TestCms, testOrigin } from './test-cms.ts';

type Entry = { id: string; publishedAt: string; fields: Record<string, unknown> };
type Page = { entries: Entry[]; next: string | null; total?: number };

describe('cms-api with the demo magazine', () => {
  let cms: TestCms;
  beforeAll(async () => {
    cms = await startTestCms({ extras: magazineEndpoints });
    await seedDemo(cms.pool, { now: new Date('2026-06-15T12:00:00Z'), readings: 20_000 });
    cms.types.forget();
  });
  afterAll(() => cms.stop());

  const read = async <Body>(path: string) => (await (await cms.ask(path)).json()) as Body;

  it('lists 20 articles with author and tags, newest first, in at most two statements', async () => {
    const answer = await cms.ask('content/articles?include=author,tags');
    const { entries } = (await answer.json()) as Page;

    expect(entries).toHaveLength(20);
    const times = entries.map(({ publishedAt }) => Date.parse(publishedAt));
    expect(times).toEqual([...times].sort((a, b) => b - a));
    for (const { fields } of entries) {
      expect(fields).toMatchObject({ author: { fields: { name: expect.any(String) } } });
      expect((fields.tags as Entry[]).map((tag) => tag.fields.slug)).not.toContain(undefined);
      expect(fields).not.toHaveProperty('body');
    }
    expect(statementsOf(answer)).toBeLessThanOrEqual(2);
  });

  it('pages through all articles, each of them once', async () => {
    const ids: string[] = [];
    let cursor = '';
    do {
      const page = await read<Page>(`content/articles?limit=50&fields=slug${cursor}`);
      ids.push(...page.entries.map(({ id }) => id));
      cursor = page.next === null ? '' : `&cursor=${page.next}`;
    } while (cursor !== '');

    expect(ids).toHaveLength(articleCount);
    expect(new Set(ids).size).toBe(articleCount);
  });

  it('lists the articles of one tag', async () => {
    const { entries } = await read<Page>(
      'content/articles?filter[tags.slug][eq]=ferries&include=tags&limit=50',
    );

    expect(entries.length).toBeGreaterThan(10);
    for (const { fields } of entries) {
      expect((fields.tags as Entry[]).map((tag) => tag.fields.slug)).toContain('ferries');
    }
  });

  it('reads one article by its slug, whole', async () => {
    const [card] = (await read<Page>('content/articles?limit=1')).entries;

    const answer = await cms.ask(`content/articles/${card?.fields.slug}?include=author,tags`);
    const article = (await answer.json()) as Entry;

    expect(article.id).toBe(card?.id);
    expect((article.fields.body as unknown[]).length).toBeGreaterThan(7);
    expect(JSON.stringify(article)).not.toMatch(/undefined|\{(place|river|person)\}/);
    expect(statementsOf(answer)).toBeLessThanOrEqual(2);
  });

  it('finds what the readers of an article read besides', async () => {
    const [card] = (await read<Page>('content/articles?limit=1')).entries;

    const { articles } = await read<{ articles: Card[] }>(`magazine/articles/${card?.fields.slug}/related`);

    expect(articles).toHaveLength(3);
    expect(articles.some(({ slug }) => slug === card?.fields.slug)).toBe(false);
  });

  it('searches for words as they are, wildcards included', async () => {
    const found = await read<{ articles: Card[] }>('magazine/search?q=HERON%20of');
    const literal = await read<{ articles: Card[] }>('magazine/search?q=%25%25');

    expect(found.articles.length).toBeGreaterThan(0);
    expect(found.articles.every((article) => /heron of/i.test(article.title))).toBe(true);
    expect(literal.articles).toEqual([]);
  });

  it('asks twice for each article of an author', async () => {
    const answer = await cms.ask('magazine/authors/ines-halloran');
    const author = (await answer.json()) as { articles: Card[] };

    expect(author.articles.length).toBeGreaterThan(30);
    expect(statementsOf(answer)).toBe(2 + 2 * author.articles.length);
  });

  it('counts every reading of every month in the archive', async () => {
    const { months } = await read<{ months: { articles: number; readings: number }[] }>('magazine/archive');

    expect(months.reduce((sum, month) => sum + month.articles, 0)).toBe(articleCount);
    expect(months.reduce((sum, month) => sum + month.readings, 0)).toBe(20_000);
  });

  it.each([
    ['content/articles?limit=0', 400, 'invalid_query', 'limit'],
    ['content/articles?limit=many', 400, 'invalid_query', 'limit'],
    ['content/articles?cursor=nonsense', 400, 'invalid_query', 'cursor'],
    ['content/articles?filter[nothing][eq]=1', 400, 'invalid_query', 'filter[nothing][eq]'],
    [
      "content/articles?filter[readingMinutes][eq]='; drop table articles; --",
      400,
      'invalid_query',
      'filter[readingMinutes][eq]',
    ],
    ['content/articles?include=nobody', 400, 'invalid_query', 'include'],
    ['content/articles?sort=body', 400, 'invalid_query', 'sort'],
    ['content/articles?fields=password', 400, 'invalid_query', 'fields'],
    ['content/articles?locale=xx', 400, 'invalid_query', 'locale'],
    ['magazine/search?q=a', 400, 'invalid_query', 'q'],
    ['magazine/search', 400, 'invalid_query', 'q'],
    ['content/articles/no-such-article', 404, 'not_found', undefined],
    ['content/articles/%00', 404, 'not_found', undefined],
    ['content/articles/%zz', 400, 'invalid_query', undefined],
    ['content/nothing', 404, 'not_found', undefined],
    ['magazine/authors/no-such-author', 404, 'not_found', undefined],
    ['nothing', 404, 'not_found', undefined],
  ])('refuses %s with %i %s', async (path, status, code, field) => {
    const answer = await cms.ask(path);
    const problem = Problem.parse(await answer.json());

    expect(problem).toMatchObject({ status, code });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(problem.field).toBe(field);
    expect(answer.headers.get('server-timing')).toContain(problem.traceId);
  });

  it('lets pages of listed origins read it and its times', async () => {
    const listed = await cms.ask('content/articles', { headers: { origin: testOrigin } });
    const other = await cms.ask('content/articles', { headers: { origin: 'https://elsewhere.test' } });

    expect(listed.headers.get('access-control-allow-origin')).toBe(testOrigin);
    expect(listed.headers.get('timing-allow-origin')).toBe('*');
    expect(listed.headers.get('vary')).toMatch(/Origin.*Authorization/);
    expect(listed.headers.get('ratelimit')).toBeTruthy();
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is alive, ready and measured', async () => {
    const root = cms.api.replace('/api/v1', '');

    const [alive, ready, metrics] = await Promise.all(
      ['healthz', 'readyz', 'metrics'].map((path) => fetch(`${root}/${path}`)),
    );

    expect([alive?.status, ready?.status, metrics?.status]).toEqual([200, 200, 200]);
    expect(await metrics?.text()).toMatch(/cms_pool_connections\{state="idle"\} \d/);
  });

  it('does not seed a second time', async () => {
    expect(await seedDemo(cms.pool, { now: new Date(), readings: 10 })).toBeUndefined();
  });

  it('met no bug in all of this', () => {
    expect(cms.bugs).toEqual([]);
  });
});
