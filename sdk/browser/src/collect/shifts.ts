/** Layout shifts of each view: what CLS is attributed to, and CLS itself for route changes, which web-vitals does not split. */
import type { Burst, Page, View } from '../page/views.ts';
import { setVital } from './vital.ts';

const longestGapMs = 1_000;
const longestBurstMs = 5_000;

export function collectShifts(page: Page): (view: View) => void {
  const isTold = page.listen<LayoutShift>('layout-shift', ({ hadRecentInput, startTime, value, sources }) => {
    const view = page.viewAt(startTime);
    if (hadRecentInput || !view) return;

    const source = sources.find(({ node }) => node?.nodeType === 1) ?? sources[0];
    const { burst } = view;
    const goesOn =
      burst && startTime - burst.lastMs < longestGapMs && startTime - burst.firstMs < longestBurstMs;
    const next: Burst = {
      sum: value,
      firstMs: startTime,
      shift: value,
      atMs: startTime,
      target: page.nameOf?.(source?.node),
      ...(goesOn && { ...(burst.shift > value && burst), sum: burst.sum + value, firstMs: burst.firstMs }),
      lastMs: startTime,
    };
    view.burst = next;
    if (!view.worstBurst || next.sum > view.worstBurst.sum) view.worstBurst = next;
    page.tellSoon();
  });

  return (view: View) => {
    const { cls } = view.body.vitals;
    const { worstBurst } = view;
    // Elsewhere web-vitals decides whether there is a CLS at all; here it is zero until something shifts.
    const ownValue = isTold ? (worstBurst?.sum ?? 0) : undefined;
    const value = view.began === 'move' ? ownValue : cls?.value;
    if (value == null) return;
    const { shift, atMs = 0, target } = worstBurst ?? {};
    setVital(page, view, 'cls', value, atMs, { target, atMs: atMs && atMs - view.zeroMs, shift });
  };
}
