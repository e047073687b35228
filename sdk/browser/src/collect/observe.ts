/** PerformanceObserver that never throws: an unknown entry type is simply never told. */

import { safely } from '../page/safely.ts';
import type { Page } from '../page/views.ts';

/**
 * Observes one entry type, what was buffered before included.
 * @returns Hands over at once what the browser has queued.
 */
export function observe<Entry extends PerformanceEntry>(
  page: Page,
  type: string,
  onEntry: (entry: Entry) => void,
  durationThreshold?: number,
): () => void {
  const tell = safely((entries: PerformanceEntryList) => {
    // The type asked for is the type delivered.
    for (const entry of entries) onEntry(entry as Entry);
  });
  let takeRecords = () => {};
  safely(() => {
    const observer = new PerformanceObserver((list) => tell(list.getEntries()));
    observer.observe({ type, buffered: true, durationThreshold } as PerformanceObserverInit);
    takeRecords = () => tell(observer.takeRecords());
    page.signal.addEventListener('abort', () => observer.disconnect());
  })();
  return takeRecords;
}
