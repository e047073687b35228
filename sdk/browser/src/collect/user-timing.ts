/** User Timing: the site's own marks and measures, made through `mark` and `measure` or through `performance`. */
import { limits } from '@throughline/protocol/limits';
import { safely } from '../page/safely.ts';
import type { Page } from '../page/views.ts';
import type { Detail } from '../view-body.ts';

export function collectUserTiming(page: Page): void {
  const { userTiming = true } = page.settings;
  const tell = (entry: PerformanceMark | PerformanceMeasure) => {
    const { name, startTime, duration, detail, entryType } = entry;
    const view = page.viewAt(startTime);
    const isWanted =
      page.own.has(name) || (userTiming instanceof RegExp ? userTiming.test(name) : userTiming);
    // The empty name is legal there, and none for us.
    if (!view || !name || !isWanted) return;

    const isMark = entryType === 'mark';
    page.addTo(view, isMark ? 'marks' : 'measures', limits.marks, {
      name,
      startMs: startTime - view.zeroMs,
      durationMs: isMark ? undefined : duration,
      detail: toDetail(detail),
    });
  };
  page.listen('mark', tell);
  page.listen('measure', tell);
}

/** Objects travel as JSON text; what cannot be written down is left out. */
export function toDetail(detail: unknown): Detail | undefined {
  if (Object(detail) === detail || typeof detail === 'bigint') return safely(JSON.stringify)(detail);
  // What is left of what can be cloned is text, number or boolean.
  return (detail as Detail) ?? undefined;
}
