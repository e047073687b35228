/** sessionStorage where the browser allows it; where it is denied or full, nothing is kept beyond this document. */
import { safely } from './safely.ts';

/** Where everything of ours is kept, in one piece: each access costs the page a moment. */
export const storageName = 'throughline';

/** What was kept for this tab: a list whose parts the caller knows. Nothing where there is none. */
export const readStored: () => unknown[] | null | undefined = /* @__PURE__ */ safely(() =>
  JSON.parse(`${sessionStorage.getItem(storageName)}`),
);

/** Keeps a list for this tab alone. */
export const store: (parts: unknown[]) => void = /* @__PURE__ */ safely((parts) =>
  sessionStorage.setItem(storageName, JSON.stringify(parts)),
);
