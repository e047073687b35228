/**
 * When did a view begin? The sender's clock may be years off, so a view is dated once, by the first revision stored:
 * its own start, shifted by (received − sent) when the body was not held back, if that is believable; else when received.
 */
import type { ViewFacts } from '@throughline/protocol';
import type { Dated } from '../store/store.ts';

const longestPastMs = 24 * 3_600_000;
const longestFutureMs = 5 * 60_000;
/** Below this the difference is the network's, not the clock's. */
const clockToleranceMs = 2_000;

export function dateView(
  view: Pick<ViewFacts, 'startedAtMs' | 'sentAtMs' | 'deferred'>,
  receivedAtMs: number,
): { startedAtMs: number; dated: Dated } {
  const offsetMs = view.deferred ? 0 : receivedAtMs - view.sentAtMs;
  const isOff = Math.abs(offsetMs) > clockToleranceMs;
  const startedAtMs = Math.round(view.startedAtMs + (isOff ? offsetMs : 0));
  const isBelievable =
    startedAtMs >= receivedAtMs - longestPastMs && startedAtMs <= receivedAtMs + longestFutureMs;
  if (!isBelievable) return { startedAtMs: receivedAtMs, dated: 'received' };
  return { startedAtMs, dated: isOff ? 'corrected' : 'sender' };
}
