/** Moments of a view as vertical lines: vitals, the site's own marks, elements it named. */
import type { WholeView } from '@throughline/protocol';
import { type Rating, rate, type VitalName, vitals } from '@throughline/protocol/vitals';
import { formatVital } from '../format/vital.ts';

export type Line = {
  id: string;
  kind: 'vital' | 'mark' | 'element';
  label: string;
  text: string;
  atMs: number;
  rating: Rating | null;
};

/** A moment in paint counts from when a prerendered page was shown; the axis counts from navigation start. */
export function toLines(view: WholeView): Line[] {
  const { vitals: told, marks = [], elements = [] } = view.body;
  const shownAtMs = view.navigation?.activationMs ?? 0;
  const lines: Line[] = [];
  const addVital = (name: VitalName, value: number, atMs: number | undefined) => {
    if (atMs === undefined) return;
    const text = formatVital(name, value);
    lines.push({ id: name, kind: 'vital', label: vitals[name].label, text, atMs, rating: rate(name, value) });
  };

  for (const name of ['ttfb', 'fcp', 'lcp'] as const) {
    const value = told[name]?.value;
    if (value !== undefined) addVital(name, value, shownAtMs + value);
  }
  if (told.cls && told.cls.value > 0) addVital('cls', told.cls.value, told.cls.atMs);
  if (told.inp) addVital('inp', told.inp.value, told.inp.atMs);
  // The first input is most often the slowest one too: one line is enough.
  if (told.fid && told.fid.atMs !== told.inp?.atMs) addVital('fid', told.fid.value, told.fid.atMs);

  marks.forEach(({ name, startMs, detail }, index) => {
    const text = detail === undefined || detail === null ? '' : String(detail);
    lines.push({ id: `mark-${index}`, kind: 'mark', label: name, text, atMs: startMs, rating: null });
  });
  elements.forEach(({ name, renderMs }, index) => {
    lines.push({
      id: `element-${index}`,
      kind: 'element',
      label: name,
      text: 'rendered',
      atMs: renderMs,
      rating: null,
    });
  });
  return lines.sort((a, b) => a.atMs - b.atMs);
}
