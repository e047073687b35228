import { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase } from '../test-database.ts';
import { bulkInsert, bulkUpdate } from './bulk.ts';
import { copyRows } from './copy.ts';
import { raw } from './sql.ts';

const columns = { id: 'integer', name: 'text', value: 'jsonb' };
const table = raw('things');

/** What breaks out of a row, a column or an array, if anything can. */
const values: unknown[] = [
  { text: 'two\nlines, a tab\t and \r' },
  JSON.stringify({ pretty: ['printed', { deep: 'a\nb' }] }, null, 2),
  { quotes: `"'\\"\\\\`, braces: '{},{NULL}', null: 'NULL' },
  '"text"',
  'null',
  '""',
  null,
  undefined,
  [[], {}],
  { letters: 'żółć ñ 🦔 \u2028 \u0085' },
];

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function rowsAfter(write: () => Promise<unknown>) {
  await pool.query('drop table if exists things; create table things (id integer, name text, value jsonb)');
  await write();
  return (await pool.query('select id, name, value::text from things order by id')).rows;
}

async function oneByOne(rows: unknown[][]): Promise<void> {
  for (const row of rows) {
    const [id, name, value] = row;
    const text = typeof value === 'string' || value === null || value === undefined;
    await pool.query('insert into things values ($1, $2, $3)', [
      id,
      name,
      text ? value : JSON.stringify(value),
    ]);
  }
}

it.each([1, 2, 10, 2_345])(
  'writes %i rows as if they came one by one, by arrays and by COPY',
  async (count) => {
    const rows = Array.from({ length: count }, (_, id) => [id, `name\n"${id}"`, values[id % values.length]]);
    const expected = await rowsAfter(() => oneByOne(rows));

    expect(await rowsAfter(() => bulkInsert(pool, table, columns, rows))).toEqual(expected);
    const client = await pool.connect();
    expect(await rowsAfter(() => copyRows(client, table, Object.keys(columns), rows))).toEqual(expected);
    client.release();
  },
);

it.each(values.map((value) => [value]))('writes %j alone', async (value) => {
  const rows = [[1, 'x', value]];

  expect(await rowsAfter(() => bulkInsert(pool, table, columns, rows))).toEqual(
    await rowsAfter(() => oneByOne(rows)),
  );
});

it('changes each row by its key, and tells how many there were', async () => {
  const rows = values.map((value, id) => [id, `name ${id}`, value]);
  const turned = values.map((_, id) => [id, 'changed', values.at(-1 - id)]);
  const expected = await rowsAfter(() => oneByOne(turned));
  let changed = 0;

  const found = await rowsAfter(async () => {
    await bulkInsert(pool, table, columns, rows);
    changed = await bulkUpdate(pool, table, columns, 'id', [...turned, [99, 'nobody', null]]);
  });

  expect(found).toEqual(expected);
  expect(changed).toBe(values.length);
});

it('writes all of them or none', async () => {
  const rows = await rowsAfter(async () => {
    await pool.query('create unique index on things (id)');
    const twice = [[1, 'x', {}], ...Array.from({ length: 1_500 }, (_, n) => [n + 2, 'x', {}]), [1, 'x', {}]];
    const client = await pool.connect();
    await client.query('begin');
    await expect(bulkInsert(client, table, columns, twice)).rejects.toMatchObject({ code: '23505' });
    await client.query('rollback');
    client.release();
  });

  expect(rows).toEqual([]);
});
