import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { landscape } from '@throughline/cms-api/art/landscape';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from './app.ts';
import type { Article, Cms } from './cms.ts';

const article: Article = {
  slug: 'an-article',
  title: 'An article',
  summary: '',
  body: [],
  publishedAt: '2026-03-01T10:00:00.000Z',
  readingMinutes: 3,
  author: { slug: 'a-writer', name: 'A writer', role: '' },
  tags: [],
};
const asked: string[] = [];
const away = () => Promise.reject(new Error('No other page is asked for here.'));
const cms: Cms = {
  articles: away,
  article: async (slug) => (slug === article.slug ? article : undefined),
  find: away,
  authors: away,
  author: away,
  months: away,
  search: away,
  askWrongly: async (slug, way) => {
    asked.push(`${slug} ${way}`);
  },
};

async function listen(hasFaults: boolean): Promise<{ server: Server; origin: string }> {
  const app = createApp({
    site: { ingestOrigin: 'http://127.0.0.1:4000', cmsOrigin: 'http://127.0.0.1:4100' },
    cms,
    hasFaults,
    watch: (_request, _response, next) => next(),
    traceId: () => undefined,
    onBug: () => {},
  });
  const server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('planted faults', () => {
  let demo: Awaited<ReturnType<typeof listen>>;
  let usual: Awaited<ReturnType<typeof listen>>;
  beforeAll(async () => {
    [demo, usual] = await Promise.all([listen(true), listen(false)]);
  });
  afterAll(async () => {
    for (const { server } of [demo, usual]) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  });
  const read = async (origin: string, plant: string) =>
    await (await fetch(`${origin}/articles/an-article?plant=${plant}`)).text();

  it.each(['slow-statement', 'n-plus-one', 'starved-pool'])('asks cms-api wrongly for %s', async (plant) => {
    asked.length = 0;

    const page = await read(demo.origin, plant);

    expect(asked).toEqual([`an-article ${plant}`]);
    expect(page).toContain(`data-release="planted-${plant}"`);
  });

  it.each([
    ['big-picture', 'src="/art/planted/landscape.png"'],
    ['blocking-script', '<script src="/assets/planted-search.js"></script>'],
    ['layout-shift', '<script defer src="/assets/planted-notice.js"></script>'],
  ])('holds %s in the page and no other fault', async (plant, markup) => {
    asked.length = 0;

    const page = await read(demo.origin, plant);

    expect(page).toContain(markup);
    expect(page.match(/planted-(?:search|notice)\.js|\/art\/planted\//g)).toHaveLength(1);
    expect(asked).toEqual([]);
  });

  it('serves the big picture with every byte of its pixels', { timeout: 120_000 }, async () => {
    const answer = await fetch(`${demo.origin}/art/planted/landscape.png`);
    const bytes = Buffer.from(await answer.arrayBuffer());

    expect(bytes.length).toBeGreaterThan(landscape.width * landscape.height * 3);
    expect(bytes.subarray(-8, -4).toString()).toBe('IEND');
  });

  it('serves the scripts of the others', async () => {
    const answers = await Promise.all(
      ['search', 'notice'].map((name) => fetch(`${demo.origin}/assets/planted-${name}.js`)),
    );

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('shows the usual page for nothing, for an unknown fault, and where faults are not switched on', async () => {
    const plain = await read(usual.origin, '');

    expect(plain).not.toContain('planted');
    expect(await read(demo.origin, 'everything')).toBe(plain);
    expect(await read(usual.origin, 'n-plus-one')).toBe(plain);
    expect((await read(demo.origin, 'nothing')).replace(' data-release="planted-nothing"', '')).toBe(plain);
    expect((await fetch(`${usual.origin}/art/planted/landscape.png`)).status).toBe(404);
  });
});
