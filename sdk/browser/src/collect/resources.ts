/** Resources by the type of their initiator, and the slowest of them. By observer: the buffer holds only 250. */
import { limits } from '@throughline/protocol/limits';
import { scrub } from '../page/scrub.ts';
import type { Page } from '../page/views.ts';
import { observe } from './observe.ts';
import { addRequest } from './requests.ts';

/** When a resource was asked for and had arrived: what LCP is attributed to. Newest first. */
export type Loaded = { url: string; requestMs: number; responseMs: number };

const mostLoaded = 50;

type Entry = PerformanceResourceTiming & { renderBlockingStatus?: string };

export function collectResources(page: Page, loaded: Loaded[]): () => void {
  return observe<Entry>(page, 'resource', (entry) => {
    const { name, initiatorType: type, startTime, duration, transferSize, decodedBodySize } = entry;
    loaded.unshift({ url: name, requestMs: entry.requestStart || startTime, responseMs: entry.responseEnd });
    if (loaded.length > mostLoaded) loaded.pop();

    const view = page.at(startTime);
    // Our own requests are no part of the page.
    if (!view || name.startsWith(page.settings.url)) return;

    const isBlocking = entry.renderBlockingStatus === 'blocking';
    view.body.resources ??= { byType: {} };
    const { byType, slowest = [] } = view.body.resources;
    const before = byType[type];
    const plus = (sum: number | undefined, more: number | boolean) => (sum ?? 0) + +more || undefined;
    byType[type] = {
      count: (before?.count ?? 0) + 1,
      transferBytes: plus(before?.transferBytes, transferSize),
      decodedBytes: plus(before?.decodedBytes, decodedBodySize),
      durationMs: plus(before?.durationMs, duration),
      cached: plus(before?.cached, !transferSize && decodedBodySize > 0),
      renderBlocking: plus(before?.renderBlocking, isBlocking),
    };
    if (type === 'fetch' || type === 'xmlhttprequest') addRequest(page, view, entry);
    else {
      slowest.push({
        url: scrub(name, page.settings),
        type,
        startMs: startTime - view.zeroMs,
        durationMs: duration,
        transferBytes: transferSize || undefined,
        renderBlocking: isBlocking || undefined,
      });
      view.body.resources.slowest = slowest
        .sort((a, b) => b.durationMs - a.durationMs)
        .slice(0, limits.slowestResources);
    }
    page.changed();
  });
}
