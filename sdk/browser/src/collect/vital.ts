/** What the vitals have in common: which view a metric of web-vitals belongs to, and whether it came in time. */
import { limits } from '@throughline/protocol/limits';
import type { VitalName } from '@throughline/protocol/vitals';
import type { MetricType } from 'web-vitals';
import { toMs } from '../page/number.ts';
import type { Page, View } from '../page/views.ts';

/** Every change is wanted: the last one before the page is left may never come. Soft navigations give LCP and FCP. */
export const everyChange = { reportAllChanges: true, reportSoftNavs: true };

/** The view that a metric is about. */
export function viewOf(page: Page, metric: MetricType): View | undefined {
  if (metric.navigationType === 'soft-navigation') return page.latest('move', metric.navigationURL);
  return page.latest(metric.navigationType === 'back-forward-cache' ? 'restore' : 'load');
}

/**
 * Puts a value into its view, keeping what is known beside it.
 * @param atMs The moment that made the value: one after the view's end belongs to the next.
 */
export function setVital(
  page: Page,
  view: View | undefined,
  name: VitalName,
  value: number,
  atMs = 0,
  more?: object,
): void {
  if (!view || atMs >= view.untilMs || !(value <= limits.vitalMs)) return;
  // CLS is a sum of scores, where the third digit decides; the others are milliseconds.
  const rounded = name === 'cls' ? Math.round(value * 1e4) / 1e4 : toMs(value);
  const vitals: Record<string, { value: number }> = view.body.vitals;
  vitals[name] = { ...vitals[name], value: rounded, ...more };
  page.changed();
}
