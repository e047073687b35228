/** Lazy loading: each asks for one, and what is asked for in the same moment is read together. */
import DataLoader from 'dataloader';
import { batchLoad } from './batch.ts';

/** @returns A function for one request: it remembers what it gave. */
export function createLoader<Row extends { id: string }>(
  read: (ids: string[]) => Promise<Row[]>,
): (id: string) => Promise<Row | undefined> {
  const loader = new DataLoader<string, Row | undefined>(async (ids) => {
    const found = await batchLoad(ids, read);
    return ids.map((id) => found.get(id));
  });
  return (id) => loader.load(id);
}
