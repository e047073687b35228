/** SQL as tagged templates: every value is bound, so a statement's text never holds data. */
import type pg from 'pg';

export type Statement = { text: string; values: unknown[] };

export function sql(parts: TemplateStringsArray, ...values: unknown[]): Statement {
  return { text: parts.reduce((text, part, index) => `${text}$${index}${part}`), values };
}

/** Anything a statement can be run on: the pool, or one connection inside a transaction. */
export type Db = Pick<pg.Pool, 'query'>;

export async function rows<Row extends pg.QueryResultRow>(db: Db, statement: Statement): Promise<Row[]> {
  const result = await db.query<Row>(statement);
  return result.rows;
}

export async function run(db: Db, statement: Statement): Promise<number> {
  const result = await db.query(statement);
  return result.rowCount ?? 0;
}

/** A network that swallows packets answers nothing, not even an error: after this time the connection is given up. */
const longestTransactionMs = 20_000;

/** Runs `work` in one transaction; any error rolls all of it back. */
export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const giveUp = setTimeout(() => {
    broken = new Error(`The database did not answer within ${longestTransactionMs} ms.`);
    // With a statement under way this cuts the connection, which fails that statement.
    client.end().catch(() => {});
  }, longestTransactionMs);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    if (!broken) {
      await client.query('rollback').catch((cause: Error) => {
        broken = cause;
      });
    }
    throw error;
  } finally {
    clearTimeout(giveUp);
    client.release(broken);
  }
}
