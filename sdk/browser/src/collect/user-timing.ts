/** User Timing: the site's own marks and measures, made through `mark` and `measure` or through `performance`. */
import { limits } from '@throughline/protocol/limits';
import { safely } from '../page/safely.ts';
import type { Page } from '../page/views.ts';
import type { Detail } from '../view-body.ts';

export function collectUserTiming(page: Page): void {
  const { userTiming = true } = page.settings;
  const tell = (entry: PerformanceMark | PerformanceMeasure) => {
    const { name, startTime, duration, detail, entryType } = entry;
    const view = page.at(startTime);
    const isWanted =
      page.own.has(name) || (userTiming instanceof RegExp ? userTiming.test(name) : userTiming);
    if (!view || !isWanted) return;

    const isMark = entryType === 'mark';
    page.add(view, isMark ? 'marks' : 'measures', limits.marks, {
      name: name.slice(0, limits.nameLength),
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
  if (detail == null || typeof detail === 'number' || typeof detail === 'boolean') return detail ?? undefined;
  const text = typeof detail === 'string' ? detail : safely(JSON.stringify)(detail);
  return text?.slice(0, limits.detailLength);
}
