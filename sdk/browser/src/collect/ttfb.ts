/** Time to First Byte, measured by web-vitals. */
import { onTTFB } from 'web-vitals/onTTFB.js';
import type { Page } from '../page/views.ts';
import { everyChange, toVital } from './vital.ts';

export function collectTtfb(page: Page): void {
  onTTFB(toVital(page, 'ttfb'), everyChange);
}
