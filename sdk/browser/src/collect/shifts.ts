/** Layout shifts of each view: what CLS is attributed to, and CLS itself for route changes, which web-vitals does not split. */
import type { Page, View } from '../page/views.ts';
import { observe } from './observe.ts';
import { setVital } from './vital.ts';

type Shift = { value: number; atMs: number; target: string | undefined };
/** A burst of shifts: less than a second between two, less than five in all. */
type Burst = { sum: number; firstMs: number; lastMs: number; largest: Shift };

const longestGapMs = 1_000;
const longestBurstMs = 5_000;

export function collectShifts(page: Page) {
  const running = new WeakMap<View, Burst>();
  const worst = new WeakMap<View, Burst>();

  const take = observe<LayoutShift>(page, 'layout-shift', ({ hadRecentInput, startTime, value, sources }) => {
    const view = page.at(startTime);
    if (hadRecentInput || !view) return;

    const source = sources.find(({ node }) => node?.nodeType === 1) ?? sources[0];
    const shift = { value, atMs: startTime, target: page.nameOf?.(source?.node) };
    const last = running.get(view);
    const goesOn =
      last && startTime - last.lastMs < longestGapMs && startTime - last.firstMs < longestBurstMs;
    const burst: Burst = {
      sum: (goesOn ? last.sum : 0) + value,
      firstMs: goesOn ? last.firstMs : startTime,
      lastMs: startTime,
      largest: goesOn && last.largest.value > value ? last.largest : shift,
    };
    running.set(view, burst);
    if (burst.sum > (worst.get(view)?.sum ?? 0)) worst.set(view, burst);
    if (view.began === 'move') page.changed();
  });

  return (view: View) => {
    take();
    const burst = worst.get(view);
    const cls = view.body.vitals.cls;
    if (!burst || (view.began !== 'move' && !cls)) return;
    const { target, atMs, value } = burst.largest;
    setVital(page, view, 'cls', view.began === 'move' ? burst.sum : (cls?.value ?? 0), atMs, {
      target,
      atMs: atMs - view.zeroMs,
      shift: value,
    });
  };
}
