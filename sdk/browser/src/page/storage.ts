/** sessionStorage where the browser and the site allow it; otherwise nothing is kept beyond this document. */
import { safely } from './safely.ts';

export type Shelf = { read(): string | null | undefined; write(text: string): void };

/** One named text that outlives the document but not the tab. Reading and writing never throw. */
export function createShelf(name: string, isAllowed: () => boolean): Shelf {
  return {
    read: safely(() => (isAllowed() ? sessionStorage.getItem(name) : null)),
    // Storage that is denied or full costs continuity, never the page.
    write: safely((text) => {
      if (!isAllowed()) return;
      if (text) sessionStorage.setItem(name, text);
      else sessionStorage.removeItem(name);
    }),
  };
}
