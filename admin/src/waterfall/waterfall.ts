/** One view as a waterfall: its rows, its lines, and the spans of time worth looking at. */
import type { WholeView } from '@throughline/protocol';
import type { Span } from './axis.ts';
import { type Line, toLines } from './lines.ts';
import { toNavigationRows } from './navigation.ts';
import { toMeasureRows, toRequestRows, toResourceRows } from './requests.ts';
import { allRows, byStart, type Row } from './row.ts';

export type Waterfall = {
  rows: Row[];
  lines: Line[];
  /** From navigation start to the last thing told. */
  whole: Span;
  /** Until the page stood, when much later things would press it flat; else the whole. */
  loading: Span;
  /** The document's own request, where there is one. */
  document: Span | null;
};

export function toWaterfall(view: WholeView): Waterfall {
  const { navigation, body } = view;
  const lines = toLines(view);
  const ttfbMs = lines.find((line) => line.id === 'ttfb')?.atMs ?? null;
  const [request, page] = navigation ? toNavigationRows(navigation, body.view.url, ttfbMs) : [];
  const others = [
    ...toRequestRows(view.requests),
    ...toResourceRows(body.resources),
    ...toMeasureRows(body.measures),
  ];
  const rows = [...(request ? [request] : []), ...[...(page ? [page] : []), ...others].sort(byStart)];

  const endMs = Math.max(1, ...allRows(rows).map(({ row }) => endOf(row)), ...lines.map((line) => line.atMs));
  const loadedMs = Math.max(
    0,
    ...[request, page].map((row) => (row ? endOf(row) : 0)),
    ...lines.filter((line) => line.id === 'lcp' || line.id === 'fcp').map((line) => line.atMs),
  );
  const documentMs = request ? endOf(request) : 0;
  const whole = padded(endMs);
  return {
    rows,
    lines,
    whole,
    loading: loadedMs > 0 && endMs > loadedMs * 2.5 ? padded(loadedMs * 1.12) : whole,
    document: documentMs > 0 ? padded(documentMs) : null,
  };
}

function endOf(row: Row): number {
  return row.startMs + row.durationMs;
}

function padded(endMs: number): Span {
  return { fromMs: 0, toMs: endMs * 1.04 };
}
