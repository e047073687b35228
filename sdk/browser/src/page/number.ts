/** Numbers as the wire wants them: short, finite and inside the protocol's limits. */
import { limits } from '@throughline/protocol/limits';

/** Milliseconds to a tenth, 0 to a day. Browsers have told negative phases and pages stay open for weeks. */
export function toMs(ms: number): number {
  return Math.round(Math.min(Math.max(ms, 0) || 0, limits.durationMs) * 10) / 10;
}

/** Leaves zero out of the body: there, absent means zero or unknown. */
export function unlessZero(value: number | undefined): number | undefined {
  return value || undefined;
}

/** The duration between two moments of a timing entry; undefined when it is zero, or when one is missing. */
export function span(fromMs: number, toMoment: number): number | undefined {
  return fromMs && toMoment ? unlessZero(toMs(toMoment - fromMs)) : undefined;
}
