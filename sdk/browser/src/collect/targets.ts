/** What was touched, told at the moment of the touch: by the time the browser reports an input, the element may be gone. */
import { safely } from '../page/safely.ts';
import { selectorOf } from '../page/selector.ts';
import type { Page } from '../page/views.ts';

/** Inputs whose targets are remembered. */
const remembered = 20;

export function collectTargets(page: Page): void {
  const { nameAttribute } = page.settings;
  // Newest first.
  let recent: [atMs: number, target: string | undefined][] = [];
  for (const type of ['pointerdown', 'keydown']) {
    addEventListener(
      type,
      safely(({ timeStamp, target }) => {
        recent = [[timeStamp, selectorOf(target as Node, nameAttribute)], ...recent.slice(0, remembered)];
      }),
      { capture: true, passive: true },
    );
  }
  page.nameOf = (node, atMs) =>
    selectorOf(node, nameAttribute) ?? recent.find(([inputMs]) => inputMs <= (atMs ?? -1))?.[1];
}
