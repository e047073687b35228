/** Whether a number differs from what it was before, or only seems to. Pure. */
import type { Estimate } from '@throughline/protocol';

export type Change = {
  /** Later − earlier. */
  difference: number;
  /** The two intervals do not overlap: chance alone hardly explains it. */
  isCertain: boolean;
};

/** @returns null when one of them is missing or says too little. */
export function toChange(now: Estimate | undefined, before: Estimate | undefined): Change | null {
  if (!now?.enough || !before?.enough) return null;
  const { low = now.value, high = now.value } = now;
  const { low: lowBefore = before.value, high: highBefore = before.value } = before;
  return { difference: now.value - before.value, isCertain: low > highBefore || high < lowBefore };
}
