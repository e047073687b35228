/** Durations as people read them: milliseconds up to a second, then seconds, minutes, hours. Always with the unit. */

/** Three figures are enough to compare two durations; more would pretend to precision. */
export function formatMs(durationMs: number): string {
  if (durationMs === 0) return '0 ms';
  if (durationMs < 0.1) return '<0.1 ms';
  if (durationMs < 9.95) return `${trimZero(durationMs.toFixed(1))} ms`;
  if (Math.round(durationMs) < 1_000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 59_950) return `${formatSeconds(durationMs)} s`;

  const seconds = Math.round(durationMs / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;

  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `2.10–2.54 s`: the unit once, chosen by the upper end. */
export function formatMsInterval(lowMs: number, highMs: number): string {
  if (Math.round(highMs) < 1_000) {
    // A narrow interval is told apart by one more figure.
    const places = roundMs(lowMs) === roundMs(highMs) ? 1 : 0;
    const round = (ms: number) => (places === 0 ? roundMs(ms) : ms.toFixed(places));
    return `${round(lowMs)}–${round(highMs)} ms`;
  }
  if (highMs < 59_950) return `${formatSeconds(lowMs)}–${formatSeconds(highMs)} s`;
  return `${formatMs(lowMs)} – ${formatMs(highMs)}`;
}

/** A moment on a time axis: the same unit for all its ticks, chosen by the step between them. */
export function formatTick(atMs: number, stepMs: number): string {
  if (stepMs >= 1_000) return `${trimZero((atMs / 1_000).toFixed(1))} s`;
  if (stepMs >= 100 && atMs >= 1_000) return `${(atMs / 1_000).toFixed(1)} s`;
  return `${trimZero(atMs.toFixed(stepMs < 1 ? 1 : 0))} ms`;
}

function formatSeconds(durationMs: number): string {
  const seconds = durationMs / 1_000;
  return seconds.toFixed(seconds < 9.995 ? 2 : 1);
}

function roundMs(durationMs: number): string {
  return durationMs < 9.95 ? trimZero(durationMs.toFixed(1)) : String(Math.round(durationMs));
}

function trimZero(figures: string): string {
  return figures.replace(/\.0+$/, '');
}
