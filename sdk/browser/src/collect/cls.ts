/** Cumulative Layout Shift of a load or a restore, measured by web-vitals. */
import { onCLS } from 'web-vitals/onCLS.js';
import { safely } from '../page/safely.ts';
import type { Page } from '../page/views.ts';
import { setVital, viewOf } from './vital.ts';

export function collectCls(page: Page): undefined {
  onCLS(
    safely((metric) =>
      setVital(page, viewOf(page, metric), 'cls', metric.value, metric.entries.at(-1)?.startTime),
    ),
    { reportAllChanges: true },
  );
}
