/** One PerformanceObserver for everything that web-vitals does not observe itself: each costs the page, and none may throw. */
import { safely } from '../page/safely.ts';
import type { Observe } from '../page/views.ts';

/** @returns How to observe, and how to take at once what the browser has queued. */
export function createObserver(): [observe: Observe, takeRecords: () => void] {
  const handlers: Record<string, (entry: never) => void> = {};
  const tell = (entries: PerformanceEntryList) => {
    // The entries of a type are what its handler asked for.
    for (const entry of entries) handlers[entry.entryType]?.(entry as never);
  };
  const observer = new PerformanceObserver((list) => tell(list.getEntries()));

  const observe: Observe = (type, onEntry) =>
    safely(() => {
      // Asking for an unknown type costs the console a line in Firefox.
      if (!PerformanceObserver.supportedEntryTypes.includes(type)) return false;
      handlers[type] = safely(onEntry);
      observer.observe({ type, buffered: true });
      return true;
    })();
  return [observe, () => tell(observer.takeRecords())];
}
