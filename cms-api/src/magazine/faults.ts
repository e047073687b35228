/**
 * Faults planted on purpose, for a monitor to find: one question (how often the pieces beside an article were read) asked in
 * three wrong ways. Added only where DEMO_FAULTS is set. The slowness is a wait that PostgreSQL itself makes, so that each
 * fault is about as slow on every machine and takes no processor from the pages beside it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Slug } from '../content-types/text.ts';
import { type Db, row, rows, sql, transaction } from '../db/sql.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';

const Reading = z.object({ slug: z.string(), readings: z.int().describe('An estimate.') });
type Reading = z.infer<typeof Reading>;
type Neighbour = { id: string; slug: string };

/** Three times as many as the pool has connections in development. */
const neighbours = 45;
const slowSeconds = 1.2;
/** The way to a database in another city and back. */
const farSeconds = 0.02;
/** How long a connection is held without being used. */
const heldMs = 350;

const ways = {
  /** One statement, and a slow one. */
  'slow-statement': (db: Db, slug: string) =>
    rows<Reading>(
      db,
      sql`
        select a.published_slug as slug, (
            select 100 * count(*)::integer
            from readings tablesample system (1)
            where article_id = a.id) as readings
        from (
          select id, published_slug
          from articles
          where published is not null and published_slug <> ${slug}
          order by published_at desc, id desc
          limit ${neighbours}
        ) a, pg_sleep(${slowSeconds})`,
    ),

  /** N+1: each of them asked for by itself, one after another. */
  'n-plus-one': async (db: Db, slug: string) => {
    const told: Reading[] = [];
    for (const { id, slug: beside } of await listNeighbours(db, slug)) {
      told.push({ slug: beside, readings: await countFromAfar(db, id) });
    }
    return told;
  },

  /** All at once, each in a transaction that holds its connection while it does something that needs none. */
  'starved-pool': async (db: Db, slug: string) =>
    await Promise.all(
      (await listNeighbours(db, slug)).map(({ id, slug: beside }) =>
        transaction(db, async (connection) => {
          await sleep(heldMs);
          return { slug: beside, readings: await count(connection, id) };
        }),
      ),
    ),
} satisfies Record<string, (db: Db, slug: string) => Promise<Reading[]>>;

const Way = z.enum(['slow-statement', 'n-plus-one', 'starved-pool']);

export const faultEndpoints: Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/magazine/articles/{slug}/planted/{way}',
    access: 'public',
    tag: 'articles',
    summary: 'How often the pieces beside an article were read, asked in a wrong way',
    params: z.object({ slug: Slug, way: Way }),
    answers: { 200: z.object({ articles: z.array(Reading) }) },
    handle: async ({ db, params: { slug, way } }) => ({
      status: 200,
      body: { articles: await ways[way](db, slug) },
    }),
  }),
];

function listNeighbours(db: Db, slug: string): Promise<Neighbour[]> {
  return rows(
    db,
    sql`
      select id, published_slug as slug
      from articles
      where published is not null and published_slug <> ${slug}
      order by published_at desc, id desc
      limit ${neighbours}`,
  );
}

async function countFromAfar(db: Db, id: string): Promise<number> {
  const found = await row<{ readings: number }>(
    db,
    sql`
      select 100 * count(*)::integer as readings, pg_sleep(${farSeconds})::text as way
      from readings tablesample system (1)
      where article_id = ${id}`,
  );
  return found?.readings ?? 0;
}

async function count(db: Db, id: string): Promise<number> {
  const found = await row<{ readings: number }>(
    db,
    sql`
      select 100 * count(*)::integer as readings
      from readings tablesample system (1)
      where article_id = ${id}`,
  );
  return found?.readings ?? 0;
}
