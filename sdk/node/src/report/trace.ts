/** Makes the trace of one finished request, and says whether it is worth keeping. */
import type { Span, Trace } from '@throughline/protocol';
import { limits } from '@throughline/protocol/limits';
import type { Settings } from '../options.ts';
import type { RequestContext, SpanRecord } from '../request-context.ts';
import type { Parts } from '../time-split.ts';

export type Ending = { method: string; route: string; status: number; responseBytes: number; parts: Parts };

/** Undefined: not kept. A failed request is named so even when it is slow as well. */
export function whyKept(
  context: RequestContext,
  ending: Ending,
  settings: Settings,
  hasRepetition: boolean,
): Trace['kept'] | undefined {
  if (ending.status >= 500) return 'failed';
  if (hasRepetition) return 'n+1';
  if (ending.parts.totalMs >= settings.slowRequestMs || context.hasSlowQuery) return 'slow';
  return context.trace.isSampled ? 'sampled' : undefined;
}

export function toTrace(context: RequestContext, ending: Ending, kept: Trace['kept']): Trace {
  const { parts } = ending;
  const endMs = context.startMs + parts.totalMs;
  const trace: Trace = {
    traceId: context.trace.traceId,
    spanId: context.trace.spanId,
    method: ending.method,
    route: ending.route,
    status: ending.status,
    startedAtMs: Math.max(0, Math.round(context.startedAtMs)),
    durationMs: toMs(parts.totalMs),
    appMs: toMs(parts.appMs),
    sqlMs: toMs(parts.sqlMs),
    sqlCount: parts.sqlCount,
    cacheMs: toMs(parts.cacheMs),
    upstreamMs: toMs(parts.upstreamMs),
    kept,
    spans: context.spans.map((span) => toSpan(span, context.startMs, endMs)),
  };
  if (context.parentSpanId !== undefined) trace.parentSpanId = context.parentSpanId;
  if (ending.responseBytes > 0) trace.responseBytes = ending.responseBytes;
  if (context.spansDropped > 0) trace.spansDropped = context.spansDropped;
  return trace;
}

/** What has not ended with the request is told up to the request's end. */
function toSpan(record: SpanRecord, startMs: number, requestEndMs: number): Span {
  const endMs = Number.isNaN(record.endMs) ? requestEndMs : record.endMs;
  const span: Span = {
    kind: record.kind,
    startMs: toMs(record.startMs - startMs),
    durationMs: toMs(endMs - record.startMs),
  };
  if (record.fingerprint !== undefined) span.fingerprint = record.fingerprint;
  if (record.waitMs !== undefined) span.waitMs = toMs(record.waitMs);
  if (record.rows !== undefined) span.rows = record.rows;
  if (record.name !== undefined) span.name = record.name.slice(0, limits.urlLength);
  if (record.spanId !== undefined) span.spanId = record.spanId;
  if (record.status !== undefined) span.status = record.status;
  if (record.error !== undefined) span.error = record.error.slice(0, limits.nameLength);
  if (record.callSite !== undefined) span.callSite = record.callSite.slice(0, limits.urlLength);
  return span;
}

/** Microseconds are enough, and short in JSON. */
function toMs(durationMs: number): number {
  return Math.min(limits.durationMs, Math.max(0, Math.round(durationMs * 1_000) / 1_000));
}
