/**
 * Many entries at once beside one at a time, on the real table with all its indexes; and three relations of 100 entries
 * beside asking for each. The same rows in one run.
 */
import { randomUUID } from 'node:crypto';
import { batchLoad } from '@throughline/cms-api/batch';
import { bulkInsert, bulkUpdate } from '@throughline/cms-api/bulk';
import { copyRows } from '@throughline/cms-api/copy';
import { raw } from '@throughline/cms-api/sql';
import pg from 'pg';
import { articleOf, startCmsHouse } from './cms-house.ts';
import type { Figure } from './figure.ts';

const rowCount = 10_000;
/** One at a time is too slow for all of them; what one costs does not change with their number. */
const singleCount = 1_500;
const rounds = 3;

const columns = { type_id: 'integer', id: 'uuid', slug: 'text', draft: 'jsonb', draft_long: 'jsonb' };
const changed = { id: 'uuid', draft: 'jsonb', version: 'integer' };

export async function run(): Promise<Figure[]> {
  const house = await startCmsHouse({ isFilled: false });
  const client = new pg.Client({ connectionString: house.databaseUrl });
  await client.connect();
  const pool = new pg.Pool({ connectionString: house.databaseUrl, max: 4 });
  try {
    const rates: Record<string, number[]> = {
      single: [],
      bulk: [],
      copy: [],
      singleUpdate: [],
      bulkUpdate: [],
    };
    for (let round = 0; round < rounds; round++) await measureWrites(client, rates);
    const relations = await measureRelations(pool);
    return [...writeFigures(rates), ...relations];
  } finally {
    await pool.end();
    await client.end();
    await house.stop();
  }
}

async function measureWrites(client: pg.Client, rates: Record<string, number[]>): Promise<void> {
  const table = raw('articles');
  const { rows: found } = await client.query(`select id from cms.content_types where name = 'articles'`);
  const make = (count: number) => Array.from({ length: count }, () => rowOf(found[0].id));
  const time = async (name: string, rows: unknown[][], work: () => Promise<unknown>) => {
    const startMs = performance.now();
    await work();
    rates[name]?.push((rows.length / (performance.now() - startMs)) * 1_000);
  };

  const [singles, bulk, copied] = [make(singleCount), make(rowCount), make(rowCount)];
  await time('single', singles, async () => {
    for (const row of singles) {
      const text = 'insert into articles (type_id, id, slug, draft, draft_long) values ($1, $2, $3, $4, $5)';
      await client.query(text, row);
    }
  });
  await time('bulk', bulk, () => bulkInsert(client, table, columns, bulk));
  await time('copy', copied, () => copyRows(client, table, Object.keys(columns), copied));
  await client.query('vacuum (analyze) articles');

  const update = (rows: unknown[][]) =>
    rows.map(([, id]) => [id, JSON.stringify({ ...short, title: 'changed' }), 2]);
  const [few, many] = [update(singles), update(bulk)];
  await time('singleUpdate', few, async () => {
    for (const row of few)
      await client.query('update articles set draft = $2, version = $3 where id = $1', row);
  });
  await time('bulkUpdate', many, () => bulkUpdate(client, table, changed, 'id', many));
  await client.query('truncate articles cascade');
}

const { body, ...short } = articleOf(1, [randomUUID()], [randomUUID()]);

function rowOf(typeId: number): unknown[] {
  return [typeId, randomUUID(), null, JSON.stringify(short), JSON.stringify({ body })];
}

/** 100 entries with an author and two tags each, out of three tables. */
async function measureRelations(pool: pg.Pool): Promise<Figure[]> {
  await pool.query(`
    create table parents as select n as id, gen_random_uuid() as a, gen_random_uuid() as b, gen_random_uuid() as c from generate_series(1, 100) n;
    create table as_a as select a as id, repeat('a', 200) as text from parents; create unique index on as_a (id);
    create table as_b as select b as id, repeat('b', 200) as text from parents; create unique index on as_b (id);
    create table as_c as select c as id, repeat('c', 200) as text from parents; create unique index on as_c (id);
    analyze parents, as_a, as_b, as_c`);
  let statements = 0;
  const ask = async (text: string, values: unknown[] = []) => {
    statements++;
    return (await pool.query(text, values)).rows;
  };
  const kinds = ['a', 'b', 'c'] as const;
  const times: Record<'each' | 'batch', number[]> = { each: [], batch: [] };
  let counted = 0;
  for (let round = 0; round < 15; round++) {
    const eachMs = performance.now();
    for (const parent of await ask('select * from parents')) {
      for (const kind of kinds) await ask(`select * from as_${kind} where id = $1`, [parent[kind]]);
    }
    times.each.push(performance.now() - eachMs);

    statements = 0;
    const batchMs = performance.now();
    const parents = await ask('select * from parents');
    await Promise.all(
      kinds.map((kind) =>
        batchLoad(
          parents.map((parent) => parent[kind]),
          (ids) => ask(`select * from as_${kind} where id = any($1::uuid[])`, [ids]),
        ),
      ),
    );
    times.batch.push(performance.now() - batchMs);
    counted = statements;
  }
  const [each, batch] = [median(times.each), median(times.batch)];
  return [
    { what: 'three relations of 100: one by one', value: each, unit: 'ms' },
    { what: 'three relations of 100: batchLoad', value: batch, unit: 'ms' },
    {
      what: 'three relations of 100: against one by one',
      value: each / batch,
      unit: '×',
      goal: 25,
      met: each / batch >= 25,
    },
    { what: 'three relations of 100: statements', value: counted, unit: '', goal: 4, met: counted <= 4 },
  ];
}

function writeFigures(rates: Record<string, number[]>): Figure[] {
  const rate = (name: string) => median(rates[name] ?? []);
  const against = (what: string, name: string, other: string, goal?: number): Figure => {
    const value = rate(name) / rate(other);
    return { what, value, unit: '×', ...(goal !== undefined && { goal, met: value >= goal }) };
  };
  return [
    { what: 'insert, one a transaction', value: rate('single'), unit: 'rows/s' },
    { what: 'insert of 10,000, bulkInsert', value: rate('bulk'), unit: 'rows/s' },
    against('insert of 10,000, bulkInsert against single', 'bulk', 'single', 25),
    { what: 'insert of 10,000, COPY', value: rate('copy'), unit: 'rows/s' },
    against('insert of 10,000, COPY against single', 'copy', 'single'),
    { what: 'update, one a transaction', value: rate('singleUpdate'), unit: 'rows/s' },
    { what: 'update of 10,000, bulkUpdate', value: rate('bulkUpdate'), unit: 'rows/s' },
    against('update of 10,000, bulkUpdate against single', 'bulkUpdate', 'singleUpdate', 30),
  ];
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
