/** What LCP is attributed to: the element, its resource, and the four parts that add up to the value. */
import { onLCP } from 'web-vitals/onLCP.js';
import { scrub } from '../page/scrub.ts';
import type { Page, View } from '../page/views.ts';
import { navigationEntry } from './navigation.ts';
import { everyChange, toVital } from './vital.ts';

export function collectLargestPaint(page: Page) {
  onLCP(
    toVital(page, 'lcp', (view, entry) => {
      const paint = entry as LargestContentfulPaint | undefined;
      view.paint = paint && { url: paint.url, atMs: paint.startTime };
      return paintFacts(page, paint);
    }),
    everyChange,
  );

  return ({ paint, zeroMs, body }: View) => {
    const { lcp } = body.vitals;
    if (!lcp || !paint) return;

    const { value } = lcp;
    const since = (ms: number | undefined) => (ms ? ms - zeroMs : 0);
    const requestStart = (one: PerformanceResourceTiming) => one.requestStart || one.startTime;
    // The latest request that could have painted it.
    const resource = page.resourceEntries.find(
      (one) => one.name === paint.url && requestStart(one) <= paint.atMs,
    );
    const ttfbMs = Math.max(0, since(navigationEntry()?.responseStart));
    const requestMs = Math.max(ttfbMs, since(resource && requestStart(resource)));
    // A video goes on loading after it was painted.
    const responseMs = Math.min(value, Math.max(requestMs, since(resource?.responseEnd)));
    Object.assign(lcp, {
      ttfbMs,
      loadDelayMs: requestMs - ttfbMs,
      loadMs: responseMs - requestMs,
      renderDelayMs: value - responseMs,
    });
  };
}

/** The painted element and where it came from; a removed element has left its id at most. */
export function paintFacts(page: Page, paint: LargestContentfulPaint | undefined) {
  return (
    paint && {
      target: page.nameOf?.(paint.element) ?? (paint.id ? `#${paint.id}` : undefined),
      url: scrub(paint.url, page.settings),
    }
  );
}
