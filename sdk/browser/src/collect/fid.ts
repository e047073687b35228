/** First Input Delay. web-vitals no longer measures it; the browser still tells the first input. */
import { toMs } from '../page/number.ts';
import type { Page } from '../page/views.ts';
import { observe } from './observe.ts';
import { setVital } from './vital.ts';

export function collectFid(page: Page): () => void {
  return observe<PerformanceEventTiming>(page, 'first-input', ({ startTime, processingStart, name }) => {
    const view = page.at(startTime);
    setVital(page, view, 'fid', processingStart - startTime, startTime, {
      type: name,
      atMs: view && toMs(startTime - view.zeroMs),
    });
  });
}
