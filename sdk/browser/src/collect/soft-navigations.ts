/** FCP and LCP of route changes, where the browser tells of them: it knows which paint a click led to. */
import type { Page, View } from '../page/views.ts';
import { paintFacts } from './largest-paint.ts';
import { setVital } from './vital.ts';

export function collectSoftNavigations(page: Page): void {
  // The newest one: paints are told of by the interaction that led to them.
  let view: View | undefined;
  let interaction = 0;

  const onPaint = ({
    interactionId,
    startTime,
    largestContentfulPaint: paint,
  }: InteractionContentfulPaint) => {
    if (interactionId !== interaction || !paint) return;
    setVital(page, view, 'lcp', paint.renderTime - startTime, paint.renderTime, paintFacts(page, paint));
  };
  page.listen<PerformanceSoftNavigation>('soft-navigation', (entry) => {
    view = page.latest(({ address }) => address === entry.name);
    interaction = entry.interactionId;
    const paintMs = entry.presentationTime || entry.paintTime;
    if (paintMs) setVital(page, view, 'fcp', paintMs - entry.startTime);
    const largest = entry.getLargestInteractionContentfulPaint?.();
    if (largest) onPaint(largest);
  });
  page.listen('interaction-contentful-paint', onPaint);
}
