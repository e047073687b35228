/** The page's own API requests (fetch and XHR), from their resource entries: nothing is patched. */
import { limits } from '@throughline/protocol/limits';
import { scrub } from '../page/scrub.ts';
import type { Page, View } from '../page/views.ts';
import { span } from './navigation.ts';
import { readServerTiming } from './server-timing.ts';

/** Adds one to its view; of too many the slowest are kept. */
export function addRequest(page: Page, { body, zeroMs }: View, entry: PerformanceResourceTiming): void {
  const { requests = [] } = body;
  if (requests.length === limits.requests) page.countDropped(body, 'requests');
  const request = {
    url: scrub(entry.name, page.settings),
    startMs: entry.startTime - zeroMs,
    durationMs: entry.duration,
    waitMs: span(entry.requestStart, entry.responseStart),
    status: entry.responseStatus || undefined,
    transferBytes: entry.transferSize || undefined,
    server: readServerTiming(entry.serverTiming),
  };
  body.requests = [...requests, request]
    .sort((a, b) => b.durationMs - a.durationMs)
    .slice(0, limits.requests);
}
