/** Interaction to Next Paint, measured by web-vitals; `interactions.ts` has it with its attribution. */
import { onINP } from 'web-vitals/onINP.js';
import type { Page } from '../page/views.ts';
import { everyChange, toVital } from './vital.ts';

export function collectInp(page: Page): void {
  onINP(toVital(page, 'inp'), everyChange);
}
