/** PerformanceObserver that never throws. */
import { safely } from '../page/safely.ts';

/**
 * Observes one entry type, what was buffered before included.
 * @param durationThreshold Least duration of an event, milliseconds. Default the browser's 104.
 * @returns Hands over at once what the browser has queued; undefined where the browser does not tell of such entries.
 */
export function observe<Entry extends PerformanceEntry>(
  type: string,
  onEntry: (entry: Entry) => void,
  durationThreshold?: number,
): (() => void) | undefined {
  const tell = safely((entries: PerformanceEntryList) => {
    // The type asked for is the type delivered.
    for (const entry of entries) onEntry(entry as Entry);
  });
  return safely(() => {
    // Asking for an unknown type costs the console a line in Firefox.
    if (!PerformanceObserver.supportedEntryTypes.includes(type)) return undefined;
    const observer = new PerformanceObserver((list) => tell(list.getEntries()));
    observer.observe({ type, buffered: true, durationThreshold } as PerformanceObserverInit);
    return () => tell(observer.takeRecords());
  })();
}
