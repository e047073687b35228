/** Authors over HTTP. */
import { Router } from 'express';
import { Slug } from '../articles/schema.ts';
import type { Db } from '../db/sql.ts';
import { notFound } from '../http/problem.ts';
import { listAuthors, readAuthor } from './store.ts';

export function authorRoutes(db: Db): Router {
  const router = Router();

  router.get('/authors', async (_request, response) => {
    response.json({ authors: await listAuthors(db) });
  });

  router.get('/authors/:slug', async (request, response) => {
    const slug = Slug.safeParse(request.params.slug);
    const author = slug.success ? await readAuthor(db, slug.data) : undefined;
    if (!author) throw notFound('author');
    response.json(author);
  });

  return router;
}
