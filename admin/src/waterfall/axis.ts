/** The time axis: which span it shows, where its ticks are, where a moment lies, and where labels do not collide. */

export type Span = { fromMs: number; toMs: number };

const steps = [1, 2, 5];

/** At most `most` ticks at round moments inside the span. */
export function toTicks({ fromMs, toMs }: Span, most: number): { stepMs: number; ticksMs: number[] } {
  const roughMs = Math.max((toMs - fromMs) / most, 0.1);
  const decade = 10 ** Math.floor(Math.log10(roughMs));
  const step = steps.find((candidate) => candidate * decade >= roughMs * 0.999);
  const stepMs = step ? step * decade : 10 * decade;
  const ticksMs: number[] = [];
  for (let tick = Math.ceil(fromMs / stepMs); tick * stepMs <= toMs; tick += 1) ticksMs.push(tick * stepMs);
  return { stepMs, ticksMs };
}

/** 0–100, or beyond when it lies outside. */
export function toPercent(atMs: number, { fromMs, toMs }: Span): number {
  return ((atMs - fromMs) / (toMs - fromMs)) * 100;
}

/** The part of a bar that the axis shows, as start and width in percent; null when it lies outside. */
export function clipBar(
  startMs: number,
  durationMs: number,
  span: Span,
): { left: number; width: number } | null {
  const left = Math.max(0, toPercent(startMs, span));
  const right = Math.min(100, toPercent(startMs + durationMs, span));
  return right < left || left > 100 ? null : { left, width: right - left };
}

/**
 * Puts labels that would overlap into different lanes, from left to right.
 * @param widths Share of the axis that each label takes, in percent.
 */
export function toLanes(positions: readonly number[], widths: readonly number[]): number[] {
  const laneEnds: number[] = [];
  return positions.map((position, index) => {
    const width = widths[index] ?? 0;
    // Labels stand right of their line, and left of it at the far end.
    const left = position + width > 100 ? position - width : position;
    const free = laneEnds.findIndex((end) => end <= left);
    const lane = free === -1 ? laneEnds.length : free;
    laneEnds[lane] = left + width;
    return lane;
  });
}
