/** Resources by the type of their initiator, and the slowest of them. By observer: the buffer holds only 250. */
import { limits } from '@throughline/protocol/limits';
import { scrub } from '../page/scrub.ts';
import type { Page } from '../page/views.ts';
import type { ResourceTotals } from '../view-body.ts';
import { addRequest } from './requests.ts';

const mostLoaded = 50;

type Entry = PerformanceResourceTiming & { renderBlockingStatus?: string };

export function collectResources(page: Page): void {
  page.listen<Entry>('resource', (entry) => {
    const { name, initiatorType: type, startTime, duration, transferSize, decodedBodySize } = entry;
    page.resourceEntries = [entry, ...page.resourceEntries.slice(0, mostLoaded)];

    const view = page.viewAt(startTime);
    // Our own requests are no part of the page.
    if (!view || name.startsWith(page.settings.url)) return;

    const renderBlocking = entry.renderBlockingStatus === 'blocking' || undefined;
    view.body.resources ??= { byType: {} };
    const { byType, slowest = [] } = view.body.resources;
    byType[type] = plus(byType[type], {
      count: 1,
      transferBytes: transferSize,
      decodedBytes: decodedBodySize,
      durationMs: duration,
      cached: +(!transferSize && decodedBodySize > 0),
      renderBlocking: +!!renderBlocking,
    });
    if (type === 'fetch' || type === 'xmlhttprequest') addRequest(page, view, entry);
    // Only what is among the slowest is worth reading its address.
    else if (duration > (slowest[limits.slowestResources - 1]?.durationMs ?? -1))
      view.body.resources.slowest = [
        ...slowest,
        {
          url: scrub(name, page.settings),
          type,
          startMs: startTime - view.zeroMs,
          durationMs: duration,
          transferBytes: transferSize || undefined,
          renderBlocking,
        },
      ]
        .sort((a, b) => b.durationMs - a.durationMs)
        .slice(0, limits.slowestResources);
    page.tellSoon();
  });
}

/** Adds what is not zero: absent means zero. */
function plus(totals: ResourceTotals | undefined, more: ResourceTotals): ResourceTotals {
  const sum: Record<string, number> = { ...totals };
  for (const [name, value] of Object.entries(more)) if (value) sum[name] = (sum[name] ?? 0) + value;
  return sum as ResourceTotals;
}
