/**
 * What servers did for one request of the browser: traces, the calls between them, and their statements.
 * A server's clock is not the browser's, so a trace is placed in the middle of the time that the caller waited;
 * inside a trace every start is exact.
 */
import type { ServerParts, ServerTrace } from '@throughline/protocol';
import { formatCount, formatPlural } from '../format/count.ts';
import { formatMs } from '../format/duration.ts';
import { type Bar, byStart, knownFacts, type Row, type Tone, toRow } from './row.ts';
import { type ServerSpan, toStatementRows } from './statements.ts';

/** When the caller waited for the answer. */
export type Wait = { startMs: number; durationMs: number };

const spanTones: Record<ServerSpan['kind'], Tone> = {
  sql: 'sql',
  http: 'upstream',
  timer: 'timer',
  cache: 'cache',
};

const keptWords: Record<ServerTrace['kept'], string> = {
  slow: 'it was slow',
  failed: 'it failed',
  'n+1': 'it ran one statement again and again',
  sampled: 'by chance, as a sample',
};

/** @param parts The server's own sum in its Server-Timing header: all there is when no trace was kept. */
export function toServerRows(
  traces: readonly ServerTrace[],
  parts: ServerParts | undefined,
  wait: Wait,
  idPrefix: string,
): Row[] {
  const spanIds = new Set(
    traces.flatMap((trace) => [trace.spanId, ...trace.spans.flatMap((span) => span.spanId ?? [])]),
  );
  const roots = traces.filter(
    ({ spanId, parentSpanId }) => !parentSpanId || parentSpanId === spanId || !spanIds.has(parentSpanId),
  );
  const used = new Set<string>();
  const rows = roots.map((trace) => toTraceRow(trace, traces, wait, idPrefix, used));
  if (rows.length > 0) return rows;
  return parts?.requestMs === undefined ? [] : [toPartsRow(parts, wait, idPrefix)];
}

function toTraceRow(
  trace: ServerTrace,
  traces: readonly ServerTrace[],
  wait: Wait,
  idPrefix: string,
  used: Set<string>,
): Row {
  const id = `${idPrefix}/${trace.spanId}`;
  used.add(trace.spanId);
  const startMs = placeInside(wait, trace.durationMs);
  const statements = trace.spans.filter((span) => span.kind === 'sql');
  const others = trace.spans.filter((span) => span.kind !== 'sql');
  const called = (parentSpanId: string | undefined) =>
    traces.filter(
      (callee) =>
        parentSpanId !== undefined && callee.parentSpanId === parentSpanId && !used.has(callee.spanId),
    );
  const nest = (callee: ServerTrace, calleeWait: Wait) => toTraceRow(callee, traces, calleeWait, id, used);

  const rows = [
    ...toStatementRows(statements, startMs, id),
    ...others.map((span, index) => {
      const row = toSpanRow(span, startMs, `${id}/${span.kind}-${index}`);
      return { ...row, rows: called(span.spanId).map((callee) => nest(callee, row)) };
    }),
  ];
  // A callee that names the request itself as its parent: the call between them was not told.
  rows.push(...called(trace.spanId).map((callee) => nest(callee, { startMs, durationMs: trace.durationMs })));

  return toRow('app', {
    id,
    kind: 'server',
    label: `${trace.method} ${trace.route}`,
    tag: trace.service,
    note: sumUp(trace),
    startMs,
    durationMs: trace.durationMs,
    bars: [
      { tone: 'app', startMs, durationMs: trace.durationMs },
      ...trace.spans.map((span) => toBar(span, startMs)),
    ],
    isFailed: trace.status >= 500 || trace.status === 0,
    facts: traceFacts(trace),
    rows: rows.sort(byStart),
  });
}

function toSpanRow(span: ServerSpan, traceStartMs: number, id: string): Row {
  return toRow(spanTones[span.kind], {
    id,
    kind: span.kind === 'http' ? 'call' : span.kind === 'cache' ? 'cache' : 'timer',
    label: span.name ?? span.kind,
    tag: span.kind === 'http' ? 'call' : span.kind,
    note: span.error ?? (span.status === undefined ? null : String(span.status)),
    startMs: traceStartMs + span.startMs,
    durationMs: span.durationMs,
    isFailed: span.error !== undefined || (span.status ?? 0) >= 500,
    facts: knownFacts([
      ['Name', span.name, true],
      ['Time', formatMs(span.durationMs)],
      ['Status', span.status?.toString()],
      ['Error', span.error],
      ['Called from', span.callSite, true],
    ]),
  });
}

/** The order of the parts is not told; they are drawn one after another, and the row says that no trace is there. */
function toPartsRow(parts: ServerParts, wait: Wait, idPrefix: string): Row {
  const durationMs = parts.requestMs ?? 0;
  const startMs = placeInside(wait, durationMs);
  let atMs = startMs;
  const bars: Bar[] = [{ tone: 'app', startMs, durationMs }];
  for (const [tone, partMs] of [
    ['app', parts.appMs],
    ['sql', parts.sqlMs],
    ['cache', parts.cacheMs],
    ['upstream', parts.upstreamMs],
  ] as const) {
    if (!partMs) continue;
    bars.push({ tone, startMs: atMs, durationMs: partMs });
    atMs += partMs;
  }

  return toRow('app', {
    id: `${idPrefix}/parts`,
    kind: 'server',
    label: parts.route ?? 'Server',
    tag: 'server',
    note: sumUp(parts),
    startMs,
    durationMs,
    bars,
    facts: knownFacts([
      [
        'Trace',
        'Not kept: the server told its sum, not its single statements. The parts are drawn one after another.',
      ],
      ...partFacts(parts),
      ['Trace id', parts.traceId, true],
    ]),
  });
}

function traceFacts(trace: ServerTrace): Row['facts'] {
  return knownFacts([
    ['Service', trace.service],
    ['Endpoint', `${trace.method} ${trace.route}`, true],
    ['Status', trace.status === 0 ? 'the client went away before an answer' : String(trace.status)],
    ['Time', formatMs(trace.durationMs)],
    ...partFacts(trace),
    ['Kept because', keptWords[trace.kept]],
    ['Spans not told', trace.spansDropped ? formatCount(trace.spansDropped) : null],
    ['Trace id', trace.traceId, true],
    ['Place on the axis', 'In the middle of the wait: the clocks of server and browser are not the same.'],
  ]);
}

function partFacts(parts: ServerParts): [string, string | null][] {
  const time = (partMs: number | undefined) => (partMs === undefined ? null : formatMs(partMs));
  return [
    ['Server', time(parts.requestMs)],
    ['Own work', time(parts.appMs)],
    ['SQL', time(parts.sqlMs)],
    ['Statements', parts.sqlCount === undefined ? null : formatCount(parts.sqlCount)],
    ['Cache', time(parts.cacheMs)],
    ['Other services', time(parts.upstreamMs)],
  ];
}

function sumUp({ sqlMs, sqlCount }: { sqlMs?: number; sqlCount?: number }): string | null {
  if (sqlMs === undefined || sqlCount === 0) return null;
  const statements = sqlCount === undefined ? '' : ` in ${formatPlural(sqlCount, 'statement')}`;
  return `SQL ${formatMs(sqlMs)}${statements}`;
}

function toBar(span: ServerSpan, traceStartMs: number): Bar {
  return { tone: spanTones[span.kind], startMs: traceStartMs + span.startMs, durationMs: span.durationMs };
}

function placeInside(wait: Wait, durationMs: number): number {
  return wait.startMs + Math.max(0, (wait.durationMs - durationMs) / 2);
}
