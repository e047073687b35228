import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from './app.ts';
import type { Article, Author, Cms } from './cms.ts';

const hostile = `"><script>alert(1)</script><img src=x onerror='alert(1)'> & {}`;

const author: Author & { articleCount: number } = {
  slug: 'a-writer',
  name: hostile,
  role: hostile,
  bio: hostile,
  articleCount: 1,
};
const article: Article = {
  slug: 'an-article',
  title: hostile,
  summary: hostile,
  body: (['paragraph', 'heading', 'quote'] as const).map((type) => ({ type, spans: [{ text: hostile }] })),
  publishedAt: '2026-03-01T10:00:00.000Z',
  readingMinutes: 3,
  author,
  tags: [{ slug: 'a-tag', name: hostile }],
  cover: { src: hostile, srcset: hostile, width: 16, height: 9, alt: hostile, credit: hostile },
};
const asked: string[] = [];
const cms: Cms = {
  articles: async () => ({ articles: Array(8).fill(article), next: hostile }),
  article: async (slug) => (slug === article.slug ? article : undefined),
  authors: async () => [author],
  find: async () => [
    { slug: article.slug, title: [{ text: hostile, isHit: true }], text: [{ text: hostile, isHit: false }] },
  ],
  author: async (slug) => (slug === author.slug ? { ...author, articles: [article] } : undefined),
  months: async () => [{ month: '2026-03-01', articles: 1, readings: 1_234, minutes: 9 }],
  askWrongly: async (slug, way) => {
    asked.push(`${slug} ${way}`);
  },
  search: async (words) => {
    if (words === 'broken') throw new Error('cms-api is away');
    return [article];
  },
};

describe('the demo website', () => {
  let server: Server;
  let origin: string;
  const bugs: unknown[] = [];
  beforeAll(async () => {
    const app = createApp({
      site: { ingestOrigin: 'http://127.0.0.1:4000', cmsOrigin: 'http://127.0.0.1:4100' },
      cms,
      watch: (_request, _response, next) => next(),
      traceId: () => 'the-trace',
      onBug: (error) => bugs.push(error),
    });
    server = createServer(app);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });

  it.each([
    '/',
    '/older?after=x',
    '/tags/a-tag',
    '/articles/an-article',
    '/de',
    '/fr/older?after=x',
    '/de/tags/a-tag',
    '/fr/articles/an-article',
    `/de/search?q=${encodeURIComponent(hostile)}`,
    '/search',
    '/authors',
    '/authors/a-writer',
    '/archive',
    `/archive?q=${encodeURIComponent(hostile)}`,
  ])('shows %s with every text escaped', async (path) => {
    const answer = await fetch(origin + path);
    const page = await answer.text();

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(page).not.toMatch(/<script>|<img src=x|undefined|\[object/);
    expect(page).toContain('<script async src="http://127.0.0.1:4000/sdk.js" data-key="pk_demo"></script>');
  });

  it.each([
    '/nowhere',
    '/articles/none',
    '/de/nowhere',
    '/es/articles/an-article',
    '/authors/none',
    '/art/landscapes/9.png',
    '/assets/none.css',
  ])('says that %s is not there', async (path) => {
    const answer = await fetch(origin + path);

    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('Not on this chart');
  });

  it('shows a page of its own, with the trace, when cms-api is away', async () => {
    const answer = await fetch(`${origin}/archive?q=broken`);

    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('the-trace');
    expect(bugs).toHaveLength(1);
  });

  it('draws a large picture that is a whole PNG, and small ones as SVG', async () => {
    const [large, small] = await Promise.all([
      fetch(`${origin}/art/landscapes/0.png`),
      fetch(`${origin}/art/covers/any-article.svg`),
    ]);
    const bytes = Buffer.from(await large.arrayBuffer());

    expect(large.headers.get('content-type')).toBe('image/png');
    expect(bytes.length).toBeGreaterThan(500_000);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.subarray(-8, -4).toString()).toBe('IEND');
    expect(small.headers.get('content-type')).toContain('image/svg+xml');
    expect(await small.text()).not.toMatch(/NaN|undefined/);
  });

  it('serves its own styles and scripts', async () => {
    const answers = await Promise.all(
      ['style.css', 'site.js', 'early.js', 'icon.svg'].map((file) => fetch(`${origin}/assets/${file}`)),
    );

    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
  });
});
