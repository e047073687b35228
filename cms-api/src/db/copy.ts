/** Rows by COPY, for imports: what a thousand statements would take minutes for. All of them or none. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import type { Db, Sql } from './sql.ts';

const rowsPerChunk = 200;

/**
 * @param db One connection, not the pool: COPY takes it for itself.
 * @param rows May be endless in memory's eyes: they are read as they go.
 */
export async function copyRows(
  db: Db,
  table: Sql,
  columns: readonly string[],
  rows: Iterable<readonly unknown[]> | AsyncIterable<readonly unknown[]>,
): Promise<void> {
  const statement = `copy ${table.parts.join('')} (${columns.join(', ')}) from stdin`;
  await pipeline(Readable.from(toChunks(rows)), db.query(from(statement)));
}

async function* toChunks(
  rows: Iterable<readonly unknown[]> | AsyncIterable<readonly unknown[]>,
): AsyncGenerator<string> {
  let lines: string[] = [];
  for await (const row of rows) {
    lines.push(`${row.map(toField).join('\t')}\n`);
    if (lines.length < rowsPerChunk) continue;
    yield lines.join('');
    lines = [];
  }
  if (lines.length > 0) yield lines.join('');
}

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** COPY's text form. Objects are meant as JSON. */
function toField(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  const text =
    value instanceof Date
      ? value.toISOString()
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);
  return text.replaceAll(/[\\\t\n\r]/g, (letter) => escapes[letter] ?? letter);
}
