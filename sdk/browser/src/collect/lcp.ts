/** Largest Contentful Paint, measured by web-vitals. */
import { onLCP } from 'web-vitals/onLCP.js';
import { safely } from '../page/safely.ts';
import type { Page } from '../page/views.ts';
import { everyChange, setVital, viewOf } from './vital.ts';

export function collectLcp(page: Page): undefined {
  onLCP(
    safely((metric) =>
      setVital(page, viewOf(page, metric), 'lcp', metric.value, metric.entries.at(-1)?.startTime),
    ),
    everyChange,
  );
}
