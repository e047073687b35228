/** First Contentful Paint, measured by web-vitals. */
import { onFCP } from 'web-vitals/onFCP.js';
import type { Page } from '../page/views.ts';
import { everyChange, toVital } from './vital.ts';

export function collectFcp(page: Page): void {
  onFCP(toVital(page, 'fcp'), everyChange);
}
