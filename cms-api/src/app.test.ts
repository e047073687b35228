import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMonitor, type Monitor, type MonitoredPool } from '@throughline/node';
import { Problem } from '@throughline/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from './app.ts';
import type { Article, ArticleCard, ArticlePage } from './articles/schema.ts';
import { migrate } from './db/migrate.ts';
import { bearerGuard } from './http/bearer-guard.ts';
import { articleCount } from './seed/magazine.ts';
import { seedDemo } from './seed/seed.ts';
import { createTestDatabase } from './test-database.ts';

const demoOrigin = 'http://127.0.0.1:4200';
const metricsToken = 'a-token-for-tests-alone';

describe('cms-api', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let monitor: Monitor;
  let pool: MonitoredPool;
  let server: Server;
  let api: string;
  const bugs: unknown[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.url);
    monitor = createMonitor({ service: 'cms-api', systemEveryMs: 0 });
    pool = monitor.createPool({ connectionString: database.url, size: 4, overflow: 0 });
    await seedDemo(pool, { now: new Date('2026-06-15T12:00:00Z'), readings: 20_000 });
    const app = createApp({
      pool,
      origins: [demoOrigin],
      watch: monitor.express(),
      metrics: monitor.metricsRouter({ guard: bearerGuard(metricsToken) }),
      traceId: () => monitor.traceId(),
      onBug: (error) => bugs.push(error),
    });
    server = createServer(app);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await monitor.stop();
    await pool.end();
    await database.drop();
  });

  const read = async <Body>(path: string) => (await (await fetch(`${api}/${path}`)).json()) as Body;
  const statementsOf = (answer: Response) =>
    Number(/db;dur=[\d.]+;desc="(\d+)"/.exec(answer.headers.get('server-timing') ?? '')?.[1]);

  it('lists 20 articles, newest first, in two statements', async () => {
    const answer = await fetch(`${api}/articles`);
    const { articles } = (await answer.json()) as ArticlePage;

    expect(articles).toHaveLength(20);
    const times = articles.map((article) => Date.parse(article.publishedAt));
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(articles.every((article) => article.tags.length > 0 && article.author.name.length > 0)).toBe(true);
    expect(statementsOf(answer)).toBe(2);
  });

  it('pages through all articles, each of them once', async () => {
    const slugs: string[] = [];
    let cursor = '';
    do {
      const page = await read<ArticlePage>(`articles?limit=50${cursor}`);
      slugs.push(...page.articles.map((article) => article.slug));
      cursor = page.next === null ? '' : `&cursor=${page.next}`;
    } while (cursor !== '');

    expect(slugs).toHaveLength(articleCount);
    expect(new Set(slugs).size).toBe(articleCount);
  });

  it('lists the articles of one tag', async () => {
    const { articles } = await read<ArticlePage>('articles?tag=ferries&limit=50');

    expect(articles.length).toBeGreaterThan(10);
    expect(articles.every((article) => article.tags.some((tag) => tag.slug === 'ferries'))).toBe(true);
  });

  it('reads one article, whole', async () => {
    const [card] = (await read<ArticlePage>('articles?limit=1')).articles;

    const article = await read<Article>(`articles/${card?.slug}`);

    expect(article).toMatchObject({ ...card, author: card?.author });
    expect(article.body.split('\n\n').length).toBeGreaterThan(7);
    expect(article.body).not.toMatch(/[{}]|undefined/);
  });

  it('finds what the readers of an article read besides', async () => {
    const [card] = (await read<ArticlePage>('articles?limit=1')).articles;

    const { articles } = await read<{ articles: ArticleCard[] }>(`articles/${card?.slug}/related`);

    expect(articles).toHaveLength(3);
    expect(articles.some((article) => article.slug === card?.slug)).toBe(false);
  });

  it('searches for words as they are, wildcards included', async () => {
    const found = await read<{ articles: ArticleCard[] }>('search?q=HERON%20of');
    const literal = await read<{ articles: ArticleCard[] }>('search?q=%25%25');

    expect(found.articles.length).toBeGreaterThan(0);
    expect(found.articles.every((article) => /heron of/i.test(article.title))).toBe(true);
    expect(literal.articles).toEqual([]);
  });

  it('asks twice for each article of an author', async () => {
    const answer = await fetch(`${api}/authors/ines-halloran`);
    const author = (await answer.json()) as { articles: ArticleCard[] };

    expect(author.articles.length).toBeGreaterThan(30);
    expect(statementsOf(answer)).toBe(2 + 2 * author.articles.length);
  });

  it('counts every reading of every month in the archive', async () => {
    const { months } = await read<{ months: { articles: number; readings: number }[] }>('archive');

    expect(months.reduce((sum, month) => sum + month.articles, 0)).toBe(articleCount);
    expect(months.reduce((sum, month) => sum + month.readings, 0)).toBe(20_000);
  });

  it.each([
    ['articles?limit=0', 400, 'invalid_query', 'limit'],
    ['articles?limit=many', 400, 'invalid_query', 'limit'],
    ['articles?cursor=nonsense', 400, 'invalid_query', 'cursor'],
    ["articles?tag='; drop table articles; --", 400, 'invalid_query', 'tag'],
    ['search?q=a', 400, 'invalid_query', 'q'],
    ['search', 400, 'invalid_query', 'q'],
    ['articles/no-such-article', 404, 'not_found', undefined],
    ['articles/%00', 404, 'not_found', undefined],
    ['articles/%zz', 400, 'invalid_query', undefined],
    ['authors/no-such-author', 404, 'not_found', undefined],
    ['nothing', 404, 'not_found', undefined],
  ])('refuses %s with %i %s', async (path, status, code, field) => {
    const answer = await fetch(`${api}/${path}`);
    const problem = Problem.parse(await answer.json());

    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(problem).toMatchObject({ status, code });
    expect(problem.field).toBe(field);
    expect(answer.headers.get('server-timing')).toContain(problem.traceId);
  });

  it('lets pages of listed origins read it and its times', async () => {
    const listed = await fetch(`${api}/articles`, { headers: { origin: demoOrigin } });
    const other = await fetch(`${api}/articles`, { headers: { origin: 'https://elsewhere.test' } });

    expect(listed.headers.get('access-control-allow-origin')).toBe(demoOrigin);
    expect(listed.headers.get('timing-allow-origin')).toBe('*');
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is alive, ready and measured', async () => {
    const root = api.replace('/api/v1', '');

    const [alive, ready, metrics] = await Promise.all(
      ['healthz', 'readyz', 'metrics'].map((path) => fetch(`${root}/${path}`)),
    );

    expect([alive?.status, ready?.status, metrics?.status]).toEqual([200, 200, 200]);
    expect(await metrics?.text()).toMatch(/cms_pool_connections\{state="idle"\} \d/);
  });

  it.each([
    'performance',
    'performance/endpoints',
    'performance/slowest?limit=3',
    'database/pool',
    'database/slow-queries?limit=3',
    'system',
  ])('shows metrics/%s to those with the token alone', async (path) => {
    const ask = (authorization?: string) =>
      fetch(`${api}/metrics/${path}`, { headers: authorization === undefined ? {} : { authorization } });

    const answers = await Promise.all([
      ask(`Bearer ${metricsToken}`),
      ask(),
      ask('Basic abc'),
      ask('Bearer x'),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([200, 401, 401, 403]);
    expect(answers[0]?.headers.get('access-control-allow-origin')).toBeNull();
    for (const refused of answers.slice(1)) {
      expect(refused.headers.get('content-type')).toContain('application/problem+json');
      Problem.parse(await refused.json());
    }
  });

  it('resets its figures for those with the token alone', async () => {
    const reset = (token: string) =>
      fetch(`${api}/metrics/reset`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });

    expect((await reset('x')).status).toBe(403);
    expect((await reset(metricsToken)).status).toBe(200);
    expect((await monitor.performance()).statements.count).toBe(0);
  });

  it('does not seed a second time', async () => {
    expect(await seedDemo(pool, { now: new Date(), readings: 10 })).toBeUndefined();
  });

  it('met no bug in all of this', () => {
    expect(bugs).toEqual([]);
  });
});
