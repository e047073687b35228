/** The folder of all files: one folder for each medium, named by its id alone, and one for what is still coming in. */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

export type Folder = {
  root: string;
  /** Where a file lies while it comes in. */
  incoming(id: string): string;
  /** Puts a whole file into the place where it stays. */
  keep(id: string, extension: string): Promise<void>;
  /** Takes away whatever there is of it, come in or kept. */
  remove(id: string): Promise<void>;
  /** Inside of the root. */
  pathOf(id: string, file: string): string;
  /** Ids of all that is kept. */
  list(): Promise<string[]>;
};

/** What came in when the last process ended never came to its end: it is taken away. */
export async function openFolder(root: string): Promise<Folder> {
  const incomingRoot = join(root, 'incoming');
  await rm(incomingRoot, { recursive: true, force: true });
  await mkdir(incomingRoot, { recursive: true });
  const incoming = (id: string) => join(incomingRoot, id);
  // The last letters of an id are random; the first ones are its time.
  const pathOf = (id: string, file = '') => join(id.slice(-2), id, file);

  return {
    root,
    incoming,
    pathOf,
    async keep(id, extension) {
      await mkdir(join(root, pathOf(id)), { recursive: true });
      await rename(incoming(id), join(root, pathOf(id, originalName(extension))));
    },
    async remove(id) {
      await rm(incoming(id), { force: true });
      await rm(join(root, pathOf(id)), { recursive: true, force: true });
    },
    async list() {
      const shelves = (await readdir(root)).filter((name) => /^[0-9a-f]{2}$/.test(name));
      return (await Promise.all(shelves.map((shelf) => readdir(join(root, shelf))))).flat();
    },
  };
}

export function originalName(extension: string): string {
  return `original.${extension}`;
}
