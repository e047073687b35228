/** Cumulative Layout Shift, measured by web-vitals; `shifts.ts` attributes it. */
import { onCLS } from 'web-vitals/onCLS.js';
import type { Page } from '../page/views.ts';
import { everyChange, toVital } from './vital.ts';

export function collectCls(page: Page): void {
  onCLS(toVital(page, 'cls'), everyChange);
}
