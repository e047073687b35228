/** Element timing: when the elements that the site named with `elementtiming` were rendered. */
import { limits } from '@throughline/protocol/limits';
import { scrub } from '../page/scrub.ts';
import type { Page } from '../page/views.ts';

type Entry = PerformanceEntry & { identifier: string; url: string };

export function collectElements(page: Page): void {
  page.listen<Entry>('element', ({ identifier, startTime, url }) => {
    const view = page.viewAt(startTime);
    if (!view) return;
    page.addTo(view, 'elements', limits.elements, {
      name: identifier,
      renderMs: startTime - view.zeroMs,
      url: scrub(url, page.settings),
    });
  });
}
