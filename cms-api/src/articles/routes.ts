/** Articles over HTTP: list, read, search, and what their readers read besides. */
import { Router } from 'express';
import type { Db } from '../db/sql.ts';
import { notFound, Refusal } from '../http/problem.ts';
import { validQuery } from '../http/validate.ts';
import { listRelated } from '../readings/store.ts';
import { parseCursor } from './cursor.ts';
import { ListQuery, SearchQuery, Slug } from './schema.ts';
import { listArticles, readArticle, searchArticles } from './store.ts';

export function articleRoutes(db: Db): Router {
  const router = Router();

  router.get('/articles', async (request, response) => {
    const query = validQuery(ListQuery, request.query);
    const after = query.cursor === undefined ? undefined : parseCursor(query.cursor);
    if (query.cursor !== undefined && !after) {
      throw new Refusal('invalid_query', 'The cursor is not one that this API gave out.', 'cursor');
    }
    response.json(await listArticles(db, query, after));
  });

  router.get('/search', async (request, response) => {
    const { q } = validQuery(SearchQuery, request.query);
    response.json({ articles: await searchArticles(db, q) });
  });

  router.get('/articles/:slug', async (request, response) => {
    const article = await readArticle(db, slugOf(request.params));
    if (!article) throw notFound('article');
    response.json(article);
  });

  router.get('/articles/:slug/related', async (request, response) => {
    response.json({ articles: await listRelated(db, slugOf(request.params)) });
  });

  return router;
}

/** What is no slug names no article. */
function slugOf(params: { slug: string }): string {
  const slug = Slug.safeParse(params.slug);
  if (!slug.success) throw notFound('article');
  return slug.data;
}
