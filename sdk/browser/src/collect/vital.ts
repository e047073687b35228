/** What the vitals have in common: the view that a metric of web-vitals belongs to, and whether it came in time. */
import { limits } from '@throughline/protocol/limits';
import type { VitalName } from '@throughline/protocol/vitals';
import type { MetricType } from 'web-vitals';
import { safely } from '../page/safely.ts';
import type { Page, View } from '../page/views.ts';

/** Every change is wanted: the last report, on hiding, comes too late for a page that is closed. */
export const everyChange = { reportAllChanges: true };

/**
 * Takes a metric of web-vitals each time it changes.
 * @param more What is to stand beside the value, from the entry that made it.
 */
export function toVital(
  page: Page,
  name: VitalName,
  more?: (view: View, entry: PerformanceEntry | undefined) => object | undefined,
): (metric: MetricType) => void {
  return safely(({ value, entries, navigationType }) => {
    const view = viewOf(page, navigationType);
    const entry = entries.at(-1);
    // One after the view's end belongs to the next.
    if (view && (entry?.startTime ?? 0) < view.untilMs)
      setVital(page, view, name, value, 0, more?.(view, entry));
  });
}

/** The view that web-vitals means: it knows loads and restores, no changes of the route. */
export function viewOf(page: Page, navigationType: string | undefined): View | undefined {
  return page.latest(({ began }) => began === (navigationType === 'back-forward-cache' ? 'restore' : 'load'));
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
  const vitals: Record<string, { value: number }> = view.body.vitals;
  vitals[name] = { ...vitals[name], value: view.reported?.[name] ?? value, ...more };
  page.tellSoon();
}
