/** User Timing: the site's own marks and measures, through `mark`, `measure` or `performance` directly. */
import { limits } from '@throughline/protocol/limits';
import { toMs } from '../page/number.ts';
import { safely } from '../page/safely.ts';
import type { Page } from '../page/views.ts';
import type { Detail } from '../view-body.ts';
import { observe } from './observe.ts';

/** Names used through our own `mark` and `measure`: told whatever the filter says. */
export type OwnNames = Set<string>;

export function collectUserTiming(page: Page, own: OwnNames): () => void {
  const { userTiming = true } = page.settings;
  const isWanted = (name: string) =>
    own.has(name) || (typeof userTiming === 'boolean' ? userTiming : userTiming.test(name));

  const take = (['mark', 'measure'] as const).map((type) =>
    observe<PerformanceMark | PerformanceMeasure>(page, type, (entry) => {
      const view = page.at(entry.startTime);
      if (!view || !isWanted(entry.name)) return;

      view.body[`${type}s`] ??= [];
      const list: object[] = view.body[`${type}s`] as object[];
      if (list.length >= limits[`${type}s`]) return page.drop(view, `${type}s`);
      list.push({
        name: entry.name.slice(0, limits.nameLength),
        startMs: toMs(entry.startTime - view.zeroMs),
        durationMs: type === 'measure' ? toMs(entry.duration) : undefined,
        detail: toDetail(entry.detail),
      });
      page.changed();
    }),
  );
  return () => {
    for (const takeRecords of take) takeRecords();
  };
}

/** Objects travel as JSON text; what cannot be written down is left out. */
export function toDetail(detail: unknown): Detail | undefined {
  if (detail == null) return undefined;
  if (typeof detail === 'boolean' || (typeof detail === 'number' && Number.isFinite(detail))) return detail;
  const text = typeof detail === 'string' ? detail : safely(JSON.stringify)(detail);
  return text?.slice(0, limits.detailLength);
}
