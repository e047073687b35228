/** The addresses of the website: pages, pictures, assets. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawLandscape, landscape } from '@throughline/cms-api/art/landscape';
import express, { type Express, type RequestHandler, type Response } from 'express';
import { drawCover } from './art/cover.ts';
import { encodePng } from './art/png.ts';
import type { Cms } from './cms.ts';
import { isServerFault, provideBigPicture, toPlant } from './faults.ts';
import { archivePage } from './pages/archive.ts';
import { articlePage } from './pages/article.ts';
import { authorPage, authorsPage } from './pages/authors.ts';
import { homePage, listPage } from './pages/home.ts';
import { layout, type Page, type Site } from './pages/layout.ts';
import { brokenPage, notFoundPage } from './pages/not-found.ts';
import { searchPage } from './pages/search.ts';
import { type Locale, locales, pathIn, words } from './words.ts';

const unchanging = 'public, max-age=31536000, immutable';

export function createApp(deps: {
  site: Site;
  cms: Cms;
  /** Whether `?plant=…` plants a fault. Default false. */
  hasFaults?: boolean;
  /** Sees every request first. */
  watch: RequestHandler;
  traceId: () => string | undefined;
  onBug: (error: unknown, traceId: string | undefined) => void;
}): Express {
  const { site, cms, hasFaults = false, watch, traceId, onBug } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.use(watch);

  app.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });
  app.use('/assets', express.static(assetsFolder(), { maxAge: '5m' }));
  providePictures(app);
  if (hasFaults) provideBigPicture(app);

  const show = (response: Response, page: Page, status = 200) => {
    response.status(status).type('html').send(layout(site, page).toString());
  };
  providePages(app, cms, hasFaults, show);

  app.use((_request, response) => show(response, notFoundPage(), 404));
  app.use(((error, _request, response, next) => {
    onBug(error, traceId());
    if (response.headersSent) next(error);
    else show(response, brokenPage(traceId()), 500);
  }) satisfies express.ErrorRequestHandler);
  return app;
}

function providePages(
  app: Express,
  cms: Cms,
  hasFaults: boolean,
  show: (response: Response, page: Page, status?: number) => void,
): void {
  for (const locale of locales) providePrinted(app, { cms, locale, hasFaults, show });

  app.get('/authors', async (_request, response) => show(response, authorsPage(await cms.authors())));

  app.get('/authors/:slug', async (request, response) => {
    const author = await cms.author(request.params.slug);
    show(response, author ? authorPage(author) : notFoundPage(), author ? 200 : 404);
  });

  app.get('/archive', async (request, response) => {
    const words = textOf(request.query.q)?.trim().slice(0, 80) ?? '';
    const [months, found] = await Promise.all([
      cms.months(),
      words.length < 2 ? undefined : cms.search(words),
    ]);
    show(response, archivePage({ months, words, found }));
  });
}

/** What is printed in every language. */
function providePrinted(
  app: Express,
  {
    cms,
    locale,
    hasFaults,
    show,
  }: {
    cms: Cms;
    locale: Locale;
    hasFaults: boolean;
    show: (response: Response, page: Page, status?: number) => void;
  },
): void {
  const at = (path: string) => pathIn(locale, path);

  app.get(at('/'), async (_request, response) => {
    const [page, authors] = await Promise.all([cms.articles({ locale }), cms.authors()]);
    show(response, homePage({ ...page, authors, locale }));
  });

  app.get(at('/older'), async (request, response) => {
    const page = await cms.articles({ locale, cursor: textOf(request.query.after) });
    show(
      response,
      listPage({ ...page, locale, title: words[locale].older, nextAddress: `${at('/older')}?` }),
    );
  });

  app.get(at('/tags/:slug'), async (request, response) => {
    const slug = String(request.params.slug);
    const page = await cms.articles({ locale, tag: slug, cursor: textOf(request.query.after) });
    const tag = page.articles[0]?.tags.find((one) => one.slug === slug);
    if (!tag) return show(response, notFoundPage(), 404);
    show(response, listPage({ ...page, locale, title: tag.name, nextAddress: `${at('/tags')}/${slug}?` }));
  });

  app.get(at('/articles/:slug'), async (request, response) => {
    const article = await cms.article(String(request.params.slug), locale);
    if (!article) return show(response, notFoundPage(), 404);
    const planted = hasFaults ? toPlant(request.query.plant) : undefined;
    if (isServerFault(planted)) await cms.askWrongly(article.slug, planted);
    show(response, articlePage(article, locale, planted));
  });

  app.get(at('/search'), async (request, response) => {
    const asked = textOf(request.query.q)?.trim().slice(0, 80) ?? '';
    const found = asked === '' ? undefined : await cms.find(asked, locale);
    show(response, searchPage({ locale, asked, found }));
  });
}

/** Of landscapes there are few: all are drawn at the start and kept. Covers are quick to draw, each time anew. */
function providePictures(app: Express): void {
  const landscapes = drawAll();

  app.get('/art/covers/:file', (request, response) => {
    response.set('Cache-Control', unchanging).type('svg').send(drawCover(request.params.file));
  });

  app.get('/art/landscapes/:file', async (request, response, next) => {
    const scene = Number(/^(\d)\.png$/.exec(request.params.file)?.[1]);
    const drawn = landscapes[scene];
    if (!drawn) return next();
    response
      .set('Cache-Control', unchanging)
      .type('png')
      .send(await drawn);
  });
}

/** One after another: four at once would be four times as long until the first. */
function drawAll(): Promise<Buffer>[] {
  const drawn: Promise<Buffer>[] = [];
  for (let scene = 0; scene < landscape.timesOfDay; scene++) {
    const before = drawn[scene - 1] ?? Promise.resolve();
    drawn.push(before.then(() => drawLandscape(scene)).then(encodePng));
  }
  return drawn;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Assets are not built: from dist they are found in the sources. */
function assetsFolder(): string {
  const beside = fileURLToPath(new URL('public/', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../demo/public/', import.meta.url));
}
