/** The archive over HTTP: month by month, how much was written and read. */
import { Router } from 'express';
import type { Db } from '../db/sql.ts';
import { listMonths } from './store.ts';

export function archiveRoutes(db: Db): Router {
  const router = Router();

  router.get('/archive', async (_request, response) => {
    response.json({ months: await listMonths(db) });
  });

  return router;
}
