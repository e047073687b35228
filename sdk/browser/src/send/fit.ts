/** A body as text that the protocol accepts: numbers rounded and clamped, lists cut until it is small enough. */
import { limits } from '@throughline/protocol/limits';
import type { ViewBody } from '../view-body.ts';

/** UTF-8 bytes. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * The body as JSON of at most so many bytes. All lists are halved together until it fits, and what they lose is counted
 * in `dropped`; a body without lists is far below any limit in use.
 */
export function toText(body: ViewBody, mostBytes: number): string {
  const { dropped, ...rest } = body;
  for (let most: number = limits.requests; ; most >>= 1) {
    const counts = { ...dropped };
    // Last, so that it is written after the lists were counted.
    const text = JSON.stringify({ ...rest, dropped: counts }, (name, value) => {
      if (value === counts && !Object.keys(counts).length) return undefined;
      if (!Array.isArray(value) || value.length <= most) return toPlain(name, value);
      counts[name] = (counts[name] ?? 0) + value.length - most;
      return value.slice(0, most);
    });
    // A UTF-16 unit takes at most three bytes: small bodies need no encoder.
    if (!most || text.length * 3 <= mostBytes || bytesOf(text) <= mostBytes) return text;
  }
}

/** Browsers have told negative phases, and pages stay open for weeks: durations are clamped to a day, at a tenth of a millisecond. */
function toPlain(name: string, value: unknown): unknown {
  if (typeof value !== 'number' || name === 'detail') return value;
  // Four digits for the rest: CLS is judged by its third.
  if (!name.endsWith('Ms')) return Math.round(value * 1e4) / 1e4;
  // Nothing lasts for 31 years: that is a moment of the wall clock.
  return value > 1e12 ? value : Math.round(Math.min(Math.max(value, 0) || 0, limits.durationMs) * 10) / 10;
}
