/** Many rows in few statements: up to 1,000 at once, handed over as one array a column. */
import { type Db, join, raw, run, type Sql, sql } from './sql.ts';

/** Column → its type in SQL, in the order of the values of a row. */
export type Columns = Record<string, string>;

const rowsPerStatement = 1_000;

export async function bulkInsert(
  db: Db,
  table: Sql,
  columns: Columns,
  rows: readonly (readonly unknown[])[],
): Promise<number> {
  const names = Object.keys(columns).join(', ');
  let written = 0;
  for (const batch of batches(rows)) {
    written += await run(
      db,
      sql`
        insert into ${table} (${raw(names)})
        select *
        from unnest(${arrays(columns, batch)})`,
    );
  }
  return written;
}

/** @param key The column, among `columns`, by which rows are found; the others are set. */
export async function bulkUpdate(
  db: Db,
  table: Sql,
  columns: Columns,
  key: string,
  rows: readonly (readonly unknown[])[],
): Promise<number> {
  const names = Object.keys(columns);
  const set = names.filter((name) => name !== key).map((name) => `${name} = given.${name}`);
  let written = 0;
  for (const batch of batches(rows)) {
    written += await run(
      db,
      sql`
        update ${table} t
        set ${raw(set.join(', '))}
        from unnest(${arrays(columns, batch)}) as given (${raw(names.join(', '))})
        where t.${raw(key)} = given.${raw(key)}`,
    );
  }
  return written;
}

function arrays(columns: Columns, rows: readonly (readonly unknown[])[]): Sql {
  return join(
    Object.values(columns).map((type, at) => {
      const values = rows.map((row) => row[at]);
      return type === 'jsonb' ? jsonArray(values) : sql`${values}::${raw(type)}[]`;
    }),
    ', ',
  );
}

/**
 * JSON as one value a line: as an array's text each of its quotes would be escaped here and unescaped there, which cost as
 * much as all the rest. Objects are meant as JSON, texts are JSON already; a line break in them is space between values.
 */
export function jsonArray(values: readonly unknown[]): Sql {
  const lines = values.map((value) => {
    if (value === null || value === undefined) return '';
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return text.replaceAll('\n', ' ');
  });
  return sql`string_to_array(${lines.join('\n')}, ${'\n'}, '')::jsonb[]`;
}

function* batches<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += rowsPerStatement)
    yield rows.slice(from, from + rowsPerStatement);
}
