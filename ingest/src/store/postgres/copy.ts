/** COPY … FROM STDIN in text format: the fastest way in (a third of the cost of unnest of jsonb for wide rows). */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

export type Cell = string | number | boolean | Date | Buffer | string[] | null | undefined;

/** @param table Name with its columns, from this code and never from data. */
export async function copyInto(client: pg.PoolClient, table: string, rows: Cell[][]): Promise<void> {
  const text = rows.map((row) => row.map(toText).join('\t')).join('\n');
  const stream = client.query(copyFrom(`copy ${table} from stdin`));
  await pipeline(Readable.from([Buffer.from(`${text}\n`)]), stream);
}

function toText(cell: Cell): string {
  if (cell === null || cell === undefined) return '\\N';
  if (typeof cell === 'number') return String(Number.isInteger(cell) ? cell : roundToStep(cell));
  if (typeof cell === 'boolean') return cell ? 't' : 'f';
  if (typeof cell === 'string') return escapeText(cell);
  if (Buffer.isBuffer(cell)) return `\\\\x${cell.toString('hex')}`;
  if (cell instanceof Date) return cell.toISOString();
  // Arrays of ids only: nothing in them needs quoting.
  return `{${cell.join(',')}}`;
}

/** Ten-thousandths are finer than any clock here; PostgreSQL refuses what is too small for its `real`, such as 1e-50. */
function roundToStep(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

const special = /[\\\t\n\r]/;
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escapeText(text: string): string {
  return special.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? '') : text;
}
