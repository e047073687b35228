/** Largest Contentful Paint, measured by web-vitals; `largest-paint.ts` attributes it. */
import { onLCP } from 'web-vitals/onLCP.js';
import type { Page } from '../page/views.ts';
import { everyChange, toVital } from './vital.ts';

export function collectLcp(page: Page): void {
  onLCP(toVital(page, 'lcp'), everyChange);
}
