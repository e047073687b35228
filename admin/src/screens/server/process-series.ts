/** One number of each process over time, on a common axis. Pure. */
import type { Line } from '../../charts/plot.tsx';
import type { SystemSample } from '../../state/newest-samples.ts';

/** Samples of several processes come at odd moments: all of one minute stand together. */
const stepMs = 60_000;

export function seriesOf(
  samples: readonly SystemSample[],
  colors: readonly string[],
  of: (sample: SystemSample) => number | undefined,
): { atMs: number[]; lines: Line[] } {
  const byProcess = new Map<string, Map<number, number>>();
  const moments = new Set<number>();
  for (const sample of samples) {
    const value = of(sample);
    if (value === undefined) continue;
    const atMs = Math.floor(Date.parse(sample.at) / stepMs) * stepMs;
    const process = `${sample.service} ${sample.instance}`;
    const values = byProcess.get(process) ?? new Map<number, number>();
    byProcess.set(process, values.set(atMs, Math.max(value, values.get(atMs) ?? 0)));
    moments.add(atMs);
  }
  const atMs = [...moments].sort((a, b) => a - b);
  const lines = [...byProcess].map(([label, values], at) => ({
    label,
    color: colors[at % colors.length] ?? '--accent',
    values: atMs.map((ms) => values.get(ms) ?? null),
  }));
  return { atMs, lines };
}
