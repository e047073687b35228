/** What a query string means beyond its schema: a range of time, the place where a page of a list ended. */
import { limits, RangeQuery } from '@throughline/protocol';
import { z } from 'zod';
import { Refusal } from '../http/problem.ts';
import type { TimeRange, ViewCursor } from '../store/store.ts';

const dayMs = 86_400_000;

export function toRange({ from, to }: Pick<RangeQuery, 'from' | 'to'>, nowMs: number): TimeRange {
  // Views may be dated a little ahead of this clock.
  const toMs = to ? Date.parse(to) : nowMs + 5 * 60_000;
  const fromMs = from ? Date.parse(from) : toMs - dayMs;
  if (fromMs >= toMs) throw new Refusal('invalid_query', 'It must lie before "to".', 'from');
  return { fromMs, toMs };
}

export const ListQuery = RangeQuery.extend({
  route: z.string().max(limits.routeLength).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
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
