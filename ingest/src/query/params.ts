/** Query strings as typed values; what does not fit is refused with the name of the parameter. */
import { limits, RangeQuery } from '@throughline/protocol';
import { z } from 'zod';
import { Refusal, refusalOf } from '../http/problem.ts';
import type { TimeRange, ViewCursor } from '../store/store.ts';

const dayMs = 86_400_000;

export function parseRange(query: unknown, nowMs: number): TimeRange & { percentile: number } {
  const parsed = RangeQuery.safeParse(query);
  if (!parsed.success) throw refusalOf('invalid_query', parsed.error);
  const { from, to, percentile } = parsed.data;
  // Views may be dated a little ahead of this clock.
  const toMs = to ? Date.parse(to) : nowMs + 5 * 60_000;
  const fromMs = from ? Date.parse(from) : toMs - dayMs;
  if (fromMs >= toMs) throw new Refusal('invalid_query', 'It must lie before "to".', 'from');
  return { fromMs, toMs, percentile };
}

const ListQuery = z.object({
  route: z.string().max(limits.routeLength).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});

export function parseList(query: unknown): { route?: string; limit: number; before?: ViewCursor } {
  const parsed = ListQuery.safeParse(query);
  if (!parsed.success) throw refusalOf('invalid_query', parsed.error);
  const { cursor, ...rest } = parsed.data;
  return cursor ? { ...rest, before: parseCursor(cursor) } : rest;
}

/** `startedAtMs_id`; opaque to clients. */
export function formatCursor({ startedAtMs, id }: ViewCursor): string {
  return `${startedAtMs}_${id}`;
}

function parseCursor(cursor: string): ViewCursor {
  const match = /^(\d{1,15})_([0-9a-f-]{36})$/.exec(cursor);
  if (!match?.[1] || !match[2])
    throw new Refusal('invalid_query', 'Use the "next" of the answer before.', 'cursor');
  return { startedAtMs: Number(match[1]), id: parseViewId(match[2]) };
}

export function parseViewId(id: unknown): string {
  const parsed = z.uuid().safeParse(id);
  if (!parsed.success) throw new Refusal('not_found', 'There is no such view.');
  return parsed.data;
}
