/** What a query string means beyond its schema: a range of time, filters, the place where a page of a list ended. */
import { type Comparison, dimensionNames, FilterQuery, MetricName, RangeQuery } from '@throughline/protocol';
import { z } from 'zod';
import { Refusal } from '../http/problem.ts';
import type { Filters } from '../store/metrics.ts';
import type { TimeRange, ViewCursor } from '../store/store.ts';

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** As long as rollups are kept by default. */
const longestRangeMs = 400 * dayMs;

export function toRange({ from, to }: Pick<RangeQuery, 'from' | 'to'>, nowMs: number): TimeRange {
  // Views may be dated a little ahead of this clock.
  const toMs = to ? Date.parse(to) : nowMs + 5 * 60_000;
  const fromMs = from ? Date.parse(from) : toMs - dayMs;
  if (fromMs >= toMs) throw new Refusal('invalid_query', 'It must lie before "to".', 'from');
  if (toMs - fromMs > longestRangeMs)
    throw new Refusal('invalid_query', 'Ask for at most 400 days: nothing is kept longer.', 'from');
  return { fromMs, toMs };
}

/** The span of the same length that `range` is compared with. */
export function earlierThan({ fromMs, toMs }: TimeRange, compare: Comparison): TimeRange {
  const lengthMs = toMs - fromMs;
  const shiftMs = compare === 'week' ? Math.ceil(lengthMs / weekMs) * weekMs : lengthMs;
  return { fromMs: fromMs - shiftMs, toMs: toMs - shiftMs };
}

export function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

export function toFilters(query: FilterQuery): Filters {
  const filters: Filters = {};
  for (const dimension of dimensionNames) {
    const values = query[dimension];
    if (values) filters[dimension] = values;
  }
  return filters;
}

const Limit = z.coerce.number().int().min(1);

/** Of lists of what has a name. */
export const PartsQuery = RangeQuery.extend({ limit: Limit.max(500).default(100) });

export const RoutesQuery = FilterQuery.extend({
  /** Most views first, or what costs most: views × (value − good) of the vital. */
  sort: z.enum(['views', 'route', 'impact']).default('views'),
  /** The vital that impact is about. */
  metric: MetricName.default('lcp'),
  limit: Limit.max(1_000).default(200),
  cursor: z.coerce.number().int().min(0).max(1_000_000).default(0),
});

export const ListQuery = FilterQuery.extend({
  limit: Limit.max(200).default(50),
  cursor: z.string().max(200).optional(),
  /** With `low` and `high`: only views whose metric lies between, bounds included. */
  metric: MetricName.optional(),
  low: z.coerce.number().min(0).max(1e12).optional(),
  high: z.coerce.number().min(0).max(1e12).optional(),
});

/** `startedAtMs_id`; opaque to clients. */
export function formatCursor({ startedAtMs, id }: ViewCursor): string {
  return `${startedAtMs}_${id}`;
}

export function parseCursor(cursor: string | undefined): ViewCursor | undefined {
  if (cursor === undefined) return undefined;
  const match = /^(\d{1,15})_([0-9a-f-]{36})$/.exec(cursor);
  const id = z.uuid().safeParse(match?.[2]);
  if (!match || !id.success)
    throw new Refusal('invalid_query', 'Use the "next" of the answer before.', 'cursor');
  return { startedAtMs: Number(match[1]), id: id.data };
}
