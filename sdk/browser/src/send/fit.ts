/** A body as text that the protocol accepts: numbers rounded and clamped, lists cut until it is small enough. */
import { limits } from '@throughline/protocol/limits';
import type { ViewBody } from '../view-body.ts';

/** UTF-8 bytes. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Whether a text has at most so many UTF-8 bytes. A UTF-16 unit takes at most three, so that small ones need no encoder. */
export function isWithin(text: string, mostBytes: number): boolean {
  return text.length * 3 <= mostBytes || bytesOf(text) <= mostBytes;
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
    const counted = { toJSON: () => (Object.keys(counts)[0] ? counts : undefined) };
    const text = JSON.stringify({ ...rest, dropped: counted }, (name, value) => {
      if (!Array.isArray(value) || value.length <= most) return toPlain(name, value);
      counts[name] = (counts[name] ?? 0) + value.length - most;
      return value.slice(0, most);
    });
    if (!most || isWithin(text, mostBytes)) return text;
  }
}

/** What the protocol takes of a text, in UTF-16 units; of every other one it takes a name's length. None is left out. */
const lengths: Record<string, number> = {
  url: limits.urlLength,
  referrer: limits.urlLength,
  detail: limits.detailLength,
  route: limits.routeLength,
};

/** Browsers have told negative phases, and pages stay open for weeks: durations are clamped to a day, at a tenth of a millisecond. */
function toPlain(name: string, value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, lengths[name] ?? limits.nameLength) || undefined;
  if (typeof value !== 'number' || name === 'detail') return value;

  const known = Math.max(value, 0) || 0;
  // Four digits for the rest: CLS is judged by its third.
  if (!name.endsWith('Ms')) return Math.round(known * 1e4) / 1e4;
  // Nothing lasts for 31 years: that is a moment of the wall clock.
  return known > 1e12 ? known : Math.round(Math.min(known, limits.durationMs) * 10) / 10;
}
