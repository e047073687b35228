/** Counted anew in SQL from the raw tables of a running house: nothing of the product's own counting is in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Stack } from './stack.ts';

export async function inSql<Row extends pg.QueryResultRow>(
  { dataDir }: Stack,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const { superuser } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as {
    superuser: string;
  };
  const port = Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[3]);
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: superuser,
    database: 'throughline',
  });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** Conditions for `views`; the route is $1. */
export const ofDemo = `site = (select number from sites where id = 'demo')`;
export const ofRoute = `${ofDemo} and route = (select id from words where words.site = views.site and kind = 'route' and word = $1)`;

/** Of each vital that views told: how many did, and their exact 75th percentile. */
export async function countInSql(stack: Stack): Promise<Record<string, { n: number; p75: number }>> {
  const counted: Record<string, { n: number; p75: number }> = {};
  for (const vital of ['lcp', 'inp', 'cls', 'fcp', 'ttfb', 'fid']) {
    const [row] = await inSql<{ n: number; p75: number }>(
      stack,
      `select count(${vital})::integer as n, percentile_disc(0.75) within group (order by ${vital}) as p75
       from views where ${ofDemo}`,
    );
    if (row && row.n > 0 && row.p75 > 0) counted[vital] = row;
  }
  return counted;
}

/** The first duration in a text: `1.23 s` or `456 ms`. */
export function toMs(text: string | null): number {
  const [, value, unit] = /([\d.,]+)\s*(ms|s)(?![a-z])/.exec(text ?? '') ?? [];
  return Number(value?.replace(',', '')) * (unit === 's' ? 1_000 : 1);
}
