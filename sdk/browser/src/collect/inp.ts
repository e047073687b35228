/** Interaction to Next Paint of a load or a restore, measured by web-vitals. */
import { onINP } from 'web-vitals/onINP.js';
import { safely } from '../page/safely.ts';
import type { Page } from '../page/views.ts';
import { setVital, viewOf } from './vital.ts';

export function collectInp(page: Page): undefined {
  onINP(
    safely((metric) =>
      setVital(page, viewOf(page, metric), 'inp', metric.value, metric.entries[0]?.startTime),
    ),
    { reportAllChanges: true },
  );
}
