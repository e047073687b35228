/** SQL as tagged templates: every value is bound, so a statement's text never holds data. */
import type pg from 'pg';
import type Cursor from 'pg-cursor';
import { TooSlow } from '../store.ts';

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

/** Lends one connection. A server that goes away tells an idle connection so, and nobody else would listen meanwhile. */
export async function withClient<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient, giveUp: (cause: Error) => void) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const giveUp = (cause: Error): void => {
    broken ??= cause;
  };
  client.on('error', giveUp);
  try {
    return await work(client, giveUp);
  } finally {
    client.release(broken);
    client.off('error', giveUp);
  }
}

/** A network that swallows packets answers nothing, not even an error: after this time the connection is given up. */
const longestSilenceMs = 20_000;

/**
 * Runs `work` in one transaction; any error rolls all of it back.
 * @param work May say that the database has just answered, when it is to take longer than a silence may.
 */
export async function transaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient, answered: () => void) => Promise<T>,
): Promise<T> {
  return await withClient(pool, async (client, giveUp) => {
    const timer = setTimeout(() => {
      giveUp(new Error(`The database did not answer within ${longestSilenceMs} ms.`));
      // With a statement under way this cuts the connection, which fails that statement.
      client.end().catch(() => {});
    }, longestSilenceMs);
    try {
      return await between('begin', client, giveUp, (lent) => work(lent, () => timer.refresh()));
    } finally {
      clearTimeout(timer);
    }
  });
}

/**
 * Batch after batch of a long answer, inside the transaction that the connection is in.
 * A cursor that has seen its last row never hears that its connection was lost, so the connection is asked itself.
 */
export async function* inBatches<Row extends object>(
  client: pg.PoolClient,
  cursor: Cursor<Row>,
  most: number,
): AsyncGenerator<Row[]> {
  let onLost = (_cause?: Error): void => {};
  let isLost = false;
  const lost = new Promise<never>((_, reject) => {
    onLost = (cause = new Error('The connection was closed.')) => {
      isLost = true;
      reject(cause);
    };
  });
  lost.catch(() => {});
  client.once('error', onLost).once('end', onLost);
  try {
    const opened = client.query(cursor);
    for (;;) {
      const batch = await Promise.race([opened.read(most), lost]);
      if (batch.length === 0) return;
      yield batch;
    }
  } finally {
    if (!isLost) await Promise.race([cursor.close(), lost]).catch(() => {});
    client.off('error', onLost).off('end', onLost);
  }
}

/** What one question may cost; `57014` is PostgreSQL's own word that it gave up. */
const longestQuestionMs = 10_000;
const beginReading = `begin isolation level repeatable read read only; set local statement_timeout = ${longestQuestionMs}`;

/** Runs questions that belong together on one connection and one view of the data, within a time limit. @throws TooSlow */
export async function readOnly<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  try {
    return await withClient(pool, (client, giveUp) => between(beginReading, client, giveUp, work));
  } catch (error) {
    throw (error as { code?: string }).code === '57014' ? new TooSlow() : error;
  }
}

async function between<T>(
  begin: string,
  client: pg.PoolClient,
  giveUp: (cause: Error) => void,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(giveUp);
    throw error;
  }
}
