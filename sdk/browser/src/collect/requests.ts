/** The page's own API requests (fetch and XHR), from their resource entries: nothing is patched. */
import { limits } from '@throughline/protocol/limits';
import { span, toMs, unlessZero } from '../page/number.ts';
import { scrub } from '../page/scrub.ts';
import type { Page } from '../page/views.ts';
import { observe } from './observe.ts';
import { readServerTiming } from './server-timing.ts';

export function collectRequests(page: Page): () => void {
  return observe<PerformanceResourceTiming>(page, 'resource', (entry) => {
    const { initiatorType, name, startTime } = entry;
    if (initiatorType !== 'fetch' && initiatorType !== 'xmlhttprequest') return;
    // Our own requests are no part of the page.
    const view = page.at(startTime);
    if (!view || name.startsWith(page.settings.url)) return;

    view.body.requests ??= [];
    const { requests } = view.body;
    requests.push({
      url: scrub(name, page.settings),
      startMs: toMs(startTime - view.zeroMs),
      durationMs: toMs(entry.duration),
      waitMs: span(entry.requestStart, entry.responseStart),
      status: unlessZero(entry.responseStatus),
      transferBytes: unlessZero(entry.transferSize),
      server: readServerTiming(entry.serverTiming),
    });
    if (requests.length > limits.requests) {
      // The slowest are worth their bytes.
      const quickest = requests.reduce((a, b) => (b.durationMs < a.durationMs ? b : a));
      requests.splice(requests.indexOf(quickest), 1);
      page.drop(view, 'requests');
    }
    page.changed();
  });
}
