/** A table as CSV (RFC 4180), in which nothing is a formula to a spreadsheet. */
import { stringify } from 'csv-stringify/sync';

type Cell = string | number | boolean | null | undefined;

/** Nested values become columns named by their path, e.g. `vitals.lcp.value`; a list is one cell of JSON. */
export function toCsv(rows: object[]): string {
  const flat = rows.map((row) => new Map(cellsOf(row, '')));
  const columns = [...new Set(flat.flatMap((row) => [...row.keys()]))];
  const table = [columns, ...flat.map((row) => columns.map((column) => row.get(column)))];
  return stringify(table, { escape_formulas: true, record_delimiter: 'windows', cast: { boolean: String } });
}

function* cellsOf(value: object, prefix: string): Generator<[string, Cell]> {
  for (const [name, inner] of Object.entries(value)) {
    if (Array.isArray(inner)) yield [prefix + name, JSON.stringify(inner)];
    else if (typeof inner === 'object' && inner !== null) yield* cellsOf(inner, `${prefix}${name}.`);
    else yield [prefix + name, inner];
  }
}
