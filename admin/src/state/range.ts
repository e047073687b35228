/** The span of time a screen speaks of: the last hours or days, or between two moments. Lives in the address. */
import { formatFullMoment } from '../format/moment.ts';

export const lastRanges = ['1h', '24h', '7d', '30d', '90d', '400d'] as const;
export type LastRange = (typeof lastRanges)[number];

export type Range = { last: LastRange } | { fromMs: number; toMs: number };

const defaultRange: LastRange = '24h';

const lengthsMs: Record<LastRange, number> = {
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 7 * 86_400_000,
  '30d': 30 * 86_400_000,
  '90d': 90 * 86_400_000,
  // The longest that is kept, and the longest that may be asked for: an hour less leaves room for clocks.
  '400d': 400 * 86_400_000 - 3_600_000,
};

const words: Record<LastRange, string> = {
  '1h': 'last hour',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
  '30d': 'last 30 days',
  '90d': 'last 90 days',
  '400d': 'last 400 days',
};

export function parseRange(params: URLSearchParams): Range {
  const fromMs = Date.parse(params.get('from') ?? '');
  const toMs = Date.parse(params.get('to') ?? '');
  if (fromMs < toMs) return { fromMs, toMs };

  const last = lastRanges.find((range) => range === params.get('range'));
  return { last: last ?? defaultRange };
}

/** As query parameters of this app; the default leaves no trace. */
export function rangeParams(range: Range): Record<'range' | 'from' | 'to', string | null> {
  if ('last' in range) {
    return { range: range.last === defaultRange ? null : range.last, from: null, to: null };
  }
  return { range: null, from: new Date(range.fromMs).toISOString(), to: new Date(range.toMs).toISOString() };
}

/**
 * As query parameters of the read API. An open end is left to the server, whose clock dates the views;
 * the start is cut to the minute, so that two attempts in a row ask the same.
 */
export function rangeQuery(range: Range, nowMs: number): { from?: string; to?: string } {
  if (!('last' in range)) {
    return { from: new Date(range.fromMs).toISOString(), to: new Date(range.toMs).toISOString() };
  }
  if (range.last === defaultRange) return {};
  const fromMs = Math.floor((nowMs - lengthsMs[range.last]) / 60_000) * 60_000;
  return { from: new Date(fromMs).toISOString() };
}

/** New views can still fall into it. */
export function isOpenRange(range: Range, nowMs: number): boolean {
  return 'last' in range || range.toMs > nowMs;
}

export function formatRange(range: Range): string {
  if ('last' in range) return words[range.last];
  return `${formatFullMoment(range.fromMs)} to ${formatFullMoment(range.toMs)}`;
}

/** The same span as moments. @param nowMs Where an open end lies. */
export function rangeSpan(range: Range, nowMs: number): { fromMs: number; toMs: number } {
  return 'last' in range ? { fromMs: nowMs - lengthsMs[range.last], toMs: nowMs } : range;
}
