/** Rows by their ids in few statements: 100 ids in one. */

const idsPerStatement = 100;

/**
 * @param read Gives the rows of at most 100 ids, in any order, missing ones left out.
 * @returns Row by id. Each id is asked for once, however often it is given.
 */
export async function batchLoad<Row extends { id: string }>(
  ids: Iterable<string>,
  read: (ids: string[]) => Promise<Row[]>,
): Promise<Map<string, Row>> {
  const different = [...new Set(ids)];
  const batches: string[][] = [];
  for (let from = 0; from < different.length; from += idsPerStatement) {
    batches.push(different.slice(from, from + idsPerStatement));
  }
  const found = await Promise.all(batches.map(read));
  return new Map(found.flat().map((row) => [row.id, row]));
}
