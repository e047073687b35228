/** First Input Delay. web-vitals no longer measures it; browsers still tell of the first input. */
import type { Page } from '../page/views.ts';
import { setVital } from './vital.ts';

export function collectFid(page: Page): void {
  page.listen<PerformanceEventTiming>('first-input', (entry) => {
    const { startTime, processingStart, name, target } = entry;
    const view = page.viewAt(startTime);
    if (!view) return;
    setVital(page, view, 'fid', processingStart - startTime, startTime, {
      target: page.nameOf?.(target, startTime),
      type: name,
      atMs: startTime - view.zeroMs,
    });
  });
}
