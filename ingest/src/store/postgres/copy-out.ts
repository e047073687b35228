/**
 * COPY … TO STDOUT in binary format: sketches come as they are stored. As results of a query each would come as text of
 * twice the length, a cell at a time.
 */
import { buffer } from 'node:stream/consumers';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Condition } from './view-rows.ts';

/** The signature, then flags and the length of an extension that has never been used (PostgreSQL, COPY, file formats). */
const headBytes = 19;
const postgresEpochMs = Date.UTC(2_000, 0, 1);

/** A row's cells in binary, null where there is none. Valid until the next row. */
export type BinaryRow = (Buffer | null)[];

/**
 * @param query With `$1`, `$2` … for numbers, moments and lists of numbers; COPY itself takes no parameters.
 * @throws Error of PostgreSQL.
 */
export async function* copyOut(
  client: Pick<pg.PoolClient, 'query'>,
  { text, values }: Condition,
): AsyncGenerator<BinaryRow> {
  const stream = client.query(copyTo(`copy (${inlined(text, values)}) to stdout (format binary)`));
  const bytes = await buffer(stream);
  for (let at = headBytes; ; ) {
    const cells = bytes.readInt16BE(at);
    if (cells < 0) return;
    at += 2;
    const row: BinaryRow = [];
    for (let cell = 0; cell < cells; cell += 1) {
      const length = bytes.readInt32BE(at);
      at += 4;
      row.push(length < 0 ? null : bytes.subarray(at, at + length));
      at += Math.max(0, length);
    }
    yield row;
  }
}

/** Of a cell of type timestamptz: PostgreSQL counts microseconds from the year 2000. @returns Unix ms. */
export function toUnixMs(cell: Buffer): number {
  return Number(cell.readBigInt64BE()) / 1_000 + postgresEpochMs;
}

/** Values are this code's own numbers, moments and lists of numbers; anything else is refused. */
function inlined(text: string, values: unknown[]): string {
  return text.replace(/\$(\d+)/g, (_, number: string) => toLiteral(values[Number(number) - 1]));
}

function toLiteral(value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  // PostgreSQL's calendar has no year 0, ISO 8601's has: seconds are understood alike.
  if (value instanceof Date && Number.isFinite(value.getTime()))
    return `to_timestamp(${value.getTime() / 1_000})`;
  if (Array.isArray(value) && value.every(Number.isSafeInteger)) return `'{${value.join(',')}}'`;
  throw new TypeError('Only numbers and moments go into the text of a statement.');
}
