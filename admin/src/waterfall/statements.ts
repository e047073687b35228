/** The SQL statements of one trace as rows; the same statement again and again becomes one row that says so. */
import type { ServerTrace } from '@throughline/protocol';
import { formatCount, formatPlural } from '../format/count.ts';
import { formatMs } from '../format/duration.ts';
import { knownFacts, type Row, toRow } from './row.ts';

export type ServerSpan = ServerTrace['spans'][number];

/** From so many on, equal statements of one request are told as one. */
const leastRepeats = 3;

/** @param traceStartMs Where the trace begins on the view's axis. */
export function toStatementRows(spans: readonly ServerSpan[], traceStartMs: number, idPrefix: string): Row[] {
  return [...groupByStatement(spans)].flatMap(([key, group]) => {
    const rows = group.map((span, index) =>
      toStatementRow(span, traceStartMs, `${idPrefix}/${key}-${index}`),
    );
    return group.length < leastRepeats ? rows : [toGroupRow(group, rows, `${idPrefix}/${key}`)];
  });
}

/** Spans of the same fingerprint under one key; one without a fingerprint stays alone. */
export function groupByStatement(spans: readonly ServerSpan[]): Map<string, ServerSpan[]> {
  const groups = new Map<string, ServerSpan[]>();
  spans.forEach((span, index) => {
    const key = span.fingerprint ?? `alone-${index}`;
    const group = groups.get(key);
    if (group) group.push(span);
    else groups.set(key, [span]);
  });
  return groups;
}

/** Time spent in these statements, added up: those that ran at once count each. */
export function totalMs(spans: readonly ServerSpan[]): number {
  return spans.reduce((sum, span) => sum + span.durationMs, 0);
}

function toStatementRow(span: ServerSpan, traceStartMs: number, id: string): Row {
  const waitMs = span.waitMs ?? 0;
  return toRow('sql', {
    id,
    kind: 'sql',
    label: statementText(span),
    tag: 'SQL',
    note: span.error ?? (span.rows === undefined ? null : formatPlural(span.rows, 'row')),
    startMs: traceStartMs + span.startMs,
    durationMs: span.durationMs,
    isFailed: span.error !== undefined,
    facts: knownFacts([
      ['Statement', statementText(span), true],
      ['Time', formatMs(span.durationMs)],
      ['Waited for a connection', waitMs > 0 ? formatMs(waitMs) : null],
      ['Rows', span.rows === undefined ? null : formatCount(span.rows)],
      ['Error', span.error],
      ['Called from', span.callSite, true],
      ['Fingerprint', span.fingerprint, true],
    ]),
  });
}

function toGroupRow(group: readonly ServerSpan[], rows: Row[], id: string): Row {
  const startMs = Math.min(...rows.map((row) => row.startMs));
  const endMs = Math.max(...rows.map((row) => row.startMs + row.durationMs));
  const total = totalMs(group);
  const durations = group.map((span) => span.durationMs).sort((a, b) => a - b);
  const callSites = [...new Set(group.flatMap((span) => span.callSite ?? []))];
  const known = group.find((span) => span.statement !== undefined) ?? group[0];
  const label = known ? statementText(known) : '';

  return toRow('sql', {
    id,
    kind: 'sql-group',
    label,
    tag: `×${formatCount(group.length)}`,
    note: `${formatMs(total)} in all`,
    startMs,
    durationMs: endMs - startMs,
    bars: rows.flatMap((row) => row.bars),
    isFailed: rows.some((row) => row.isFailed),
    isOpenAtFirst: false,
    facts: knownFacts([
      ['Statement', label, true],
      ['Runs', formatCount(group.length)],
      ['Time in all', formatMs(total)],
      ['Median run', formatMs(durations[Math.floor(durations.length / 2)] ?? 0)],
      ['From first to last', formatMs(endMs - startMs)],
      ['Rows in all', formatCount(group.reduce((sum, span) => sum + (span.rows ?? 0), 0))],
      ['Called from', callSites.join('\n'), true],
      ['Fingerprint', known?.fingerprint, true],
    ]),
    rows,
  });
}

function statementText(span: ServerSpan): string {
  return (
    span.statement ??
    (span.fingerprint ? `Statement ${span.fingerprint}, text not told yet` : 'Unknown statement')
  );
}
