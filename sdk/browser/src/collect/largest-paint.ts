/** What LCP is attributed to: the element, its resource, and the four parts that add up to the value. */
import { onLCP } from 'web-vitals/onLCP.js';
import { scrub } from '../page/scrub.ts';
import type { Page, View } from '../page/views.ts';
import { navigationEntry } from './navigation.ts';
import type { Loaded } from './resources.ts';
import { everyChange, toVital } from './vital.ts';

export function collectLargestPaint(page: Page, loaded: Loaded[]) {
  const paints = new WeakMap<View, LargestContentfulPaint>();

  onLCP(
    toVital(page, 'lcp', (view, paint) => {
      const { element, id, url } = (paint ?? {}) as LargestContentfulPaint;
      if (paint) paints.set(view, paint as LargestContentfulPaint);
      return {
        target: page.nameOf?.(element) ?? (id ? `#${id}` : undefined),
        url: url ? scrub(url, page.settings) : undefined,
      };
    }),
    everyChange,
  );

  return (view: View) => {
    const { lcp } = view.body.vitals;
    const paint = paints.get(view);
    if (!lcp || !paint) return;

    const { value } = lcp;
    const since = (ms: number) => ms - view.zeroMs;
    // The latest request for it that could have painted it.
    const resource = loaded.find(({ url, requestMs }) => url === paint.url && requestMs <= paint.startTime);
    const ttfbMs = Math.max(0, since(navigationEntry()?.responseStart ?? 0));
    const requestMs = Math.max(ttfbMs, resource ? since(resource.requestMs) : 0);
    // A video goes on loading after it was painted.
    const responseMs = Math.min(value, Math.max(requestMs, resource ? since(resource.responseMs) : 0));
    Object.assign(lcp, {
      ttfbMs,
      loadDelayMs: requestMs - ttfbMs,
      loadMs: responseMs - requestMs,
      renderDelayMs: value - responseMs,
    });
  };
}
