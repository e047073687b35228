/** The folder of all files: one folder for each medium, named by its id alone, and one for what is still coming in. */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
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
  /** Ids of what has been kept for longer than a day. */
  listOld(): Promise<string[]>;
};

const dayMs = 86_400_000;

/** What a crash left half come in is taken away after a day: other processes may use the same folder now. */
export async function openFolder(root: string): Promise<Folder> {
  const incomingRoot = join(root, 'incoming');
  await mkdir(incomingRoot, { recursive: true });
  for (const name of await oldIn(incomingRoot)) await rm(join(incomingRoot, name), { force: true });
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
    async listOld() {
      const shelves = (await readdir(root)).filter((name) => /^[0-9a-f]{2}$/.test(name));
      return (await Promise.all(shelves.map((shelf) => oldIn(join(root, shelf))))).flat();
    },
  };
}

export function originalName(extension: string): string {
  return `original.${extension}`;
}

async function oldIn(folder: string): Promise<string[]> {
  const old: string[] = [];
  for (const name of await readdir(folder)) {
    // Another process may have taken it away by now.
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > dayMs) old.push(name);
  }
  return old;
}
