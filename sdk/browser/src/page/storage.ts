/** sessionStorage where the browser allows it; where it is denied or full, nothing is kept beyond this document. */
import { safely } from './safely.ts';

/** The text kept under a name, for this tab alone. */
export const readStored: (name: string) => string | null | undefined = /* @__PURE__ */ safely((name) =>
  sessionStorage.getItem(name),
);

/** Keeps a text; an empty one is removed. */
export const store: (name: string, text: string) => void = /* @__PURE__ */ safely((name, text) => {
  if (text) sessionStorage.setItem(name, text);
  else sessionStorage.removeItem(name);
});
