/** Time to First Byte, measured by web-vitals. */
import { onTTFB } from 'web-vitals/onTTFB.js';
import { safely } from '../page/safely.ts';
import type { Page } from '../page/views.ts';
import { everyChange, setVital, viewOf } from './vital.ts';

export function collectTtfb(page: Page): undefined {
  onTTFB(
    safely((metric) =>
      setVital(page, viewOf(page, metric), 'ttfb', metric.value, metric.entries.at(-1)?.startTime),
    ),
    everyChange,
  );
}
