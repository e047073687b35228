/** Spans of time that rollups are kept for, in UTC: hours, days, weeks that begin on Monday. */

export type Step = 'hour' | 'day' | 'week';
export type TimeRange = { fromMs: number; toMs: number };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** 1 January 1970 was a Thursday. */
const mondayMs = 4 * dayMs;

export const stepMs: Record<Step, number> = { hour: hourMs, day: dayMs, week: 7 * dayMs };

/** The bucket that holds a time. */
export function bucketSpan(step: Step, atMs: number): TimeRange {
  const shift = step === 'week' ? mondayMs : 0;
  const fromMs = Math.floor((atMs - shift) / stepMs[step]) * stepMs[step] + shift;
  return { fromMs, toMs: fromMs + stepMs[step] };
}

export type CoverPart = { from: Step | 'raw'; fromMs: number; toMs: number };

/**
 * Cuts a range into the coarsest whole buckets that are over and up to date, and raw views for the rest: the running
 * hour, stale hours, and the ends of the range that are no whole hour.
 * @param isUsable Whether a bucket's rollup may be read; asked only for whole buckets inside the range.
 * @param coarsest The largest bucket wanted, e.g. `hour` when the answer is a series by hour. Default week.
 */
export function cover(
  range: { fromMs: number; toMs: number },
  isUsable: (step: Step, atMs: number) => boolean,
  coarsest: Step = 'week',
): CoverPart[] {
  const steps = (['week', 'day', 'hour'] as const).slice(['week', 'day', 'hour'].indexOf(coarsest));
  const parts: CoverPart[] = [];
  let atMs = range.fromMs;
  while (atMs < range.toMs) {
    const step = steps.find((step) => {
      const span = bucketSpan(step, atMs);
      return span.fromMs === atMs && span.toMs <= range.toMs && isUsable(step, atMs);
    });
    const toMs = step ? bucketSpan(step, atMs).toMs : Math.min(range.toMs, bucketSpan('hour', atMs).toMs);
    append(parts, { from: step ?? 'raw', fromMs: atMs, toMs });
    atMs = toMs;
  }
  return parts;
}

/** Neighbours of the same kind become one. */
function append(parts: CoverPart[], part: CoverPart): void {
  const last = parts.at(-1);
  if (last && last.from === part.from && last.toMs === part.fromMs) last.toMs = part.toMs;
  else parts.push(part);
}
