/** First Contentful Paint, measured by web-vitals. */
import { onFCP } from 'web-vitals/onFCP.js';
import { safely } from '../page/safely.ts';
import type { Page } from '../page/views.ts';
import { everyChange, setVital, viewOf } from './vital.ts';

export function collectFcp(page: Page): undefined {
  onFCP(
    safely((metric) =>
      setVital(page, viewOf(page, metric), 'fcp', metric.value, metric.entries.at(-1)?.startTime),
    ),
    everyChange,
  );
}
