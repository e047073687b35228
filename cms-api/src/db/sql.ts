/** SQL as tagged templates: every value is bound, so a statement's text never holds data. */
import type { Pool, QueryResultRow } from 'pg';

export type Statement = { text: string; values: unknown[] };

/** Anything a statement can be run on: the pool, or one connection inside a transaction. */
export type Db = Pick<Pool, 'query'>;

export function sql(parts: TemplateStringsArray, ...values: unknown[]): Statement {
  return { text: parts.reduce((text, part, index) => `${text}$${index}${part}`), values };
}

export async function rows<Row extends QueryResultRow>(db: Db, statement: Statement): Promise<Row[]> {
  const result = await db.query<Row>(statement);
  return result.rows;
}

/** The only row, or undefined. */
export async function row<Row extends QueryResultRow>(
  db: Db,
  statement: Statement,
): Promise<Row | undefined> {
  const [first] = await rows<Row>(db, statement);
  return first;
}
