/**
 * SQL as tagged templates: every value is bound, so a statement's text never holds data. Templates nest; names of tables
 * come in as `raw`, from this code or from PostgreSQL's own quote_ident, never from a request.
 */
import { Pool, type QueryResultRow } from 'pg';

/** Anything a statement can be run on: the pool, or one connection inside a transaction. */
export type Db = Pick<Pool, 'query'>;

export class Sql {
  readonly parts: readonly string[];
  readonly values: readonly unknown[];

  constructor(parts: readonly string[], values: readonly unknown[]) {
    this.parts = parts;
    this.values = values;
  }
}

export function sql(parts: TemplateStringsArray, ...values: unknown[]): Sql {
  return new Sql(parts, values);
}

/** Text that becomes part of the statement as it is. */
export function raw(text: string): Sql {
  return new Sql([text], []);
}

export const nothing: Sql = raw('');

export function join(fragments: readonly Sql[], between: string): Sql {
  return new Sql(
    fragments.length === 0 ? [''] : ['', ...Array(fragments.length - 1).fill(between), ''],
    fragments,
  );
}

export async function rows<Row extends QueryResultRow>(db: Db, statement: Sql): Promise<Row[]> {
  const result = await db.query<Row>(toQuery(statement));
  return result.rows;
}

/** The only row, or undefined. */
export async function row<Row extends QueryResultRow>(db: Db, statement: Sql): Promise<Row | undefined> {
  const [first] = await rows<Row>(db, statement);
  return first;
}

/** @returns How many rows were written. */
export async function run(db: Db, statement: Sql): Promise<number> {
  const result = await db.query(toQuery(statement));
  return result.rowCount ?? 0;
}

/** Runs `work` in one transaction, or in the one that `db` is in already; any error rolls all of it back. */
export async function transaction<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  if (!(db instanceof Pool)) return await work(db);

  const client = await db.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** A transaction that no other process on this database is in at the same time: for what is made once and then there. */
export function oneAtATime<T>(pool: Pool, work: (db: Db) => Promise<T>): Promise<T> {
  return transaction(pool, async (db) => {
    await run(db, sql`select pg_advisory_xact_lock(hashtext('cms-api'))`);
    return await work(db);
  });
}

/** SQLSTATE of an error that PostgreSQL told, e.g. 23505 for what must be unique. */
export function sqlState(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

export type Query = { text: string; values: unknown[]; name?: string };

/**
 * Each text is prepared once per connection and then only run: planning a list costs PostgreSQL as much as reading it.
 * PostgreSQL keeps every prepared statement, so that texts beyond the limit (odd filters) go unnamed.
 */
const preparedLimit = 400;
const prepared = new Map<string, { text: string; name: string }>();

export function toQuery(statement: Sql): Query {
  const values: unknown[] = [];
  const text = flatten(statement, values);
  const known = prepared.get(text) ?? prepare(text);
  // The text as it was kept, not the one just put together: whoever looks it up again compares it by identity.
  return known ? { text: known.text, values, name: known.name } : { text, values };
}

function prepare(text: string): { text: string; name: string } | undefined {
  if (prepared.size >= preparedLimit) return undefined;
  const fresh = { text, name: `s${prepared.size}` };
  prepared.set(text, fresh);
  return fresh;
}

function flatten(statement: Sql, values: unknown[]): string {
  let text = statement.parts[0] ?? '';
  for (const [index, value] of statement.values.entries()) {
    if (value instanceof Sql) text += flatten(value, values);
    else text += `$${values.push(value)}`;
    text += statement.parts[index + 1] ?? '';
  }
  return text;
}
