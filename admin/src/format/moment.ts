/** Moments as text in the reader's time zone, which the header names. */

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayAndClock = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

export function formatClock(atMs: number): string {
  return clock.format(atMs);
}

/** Short where it can be: the day is left out on the day itself. */
export function formatMoment(atMs: number, nowMs: number): string {
  return day.format(atMs) === day.format(nowMs)
    ? clock.format(atMs)
    : `${day.format(atMs)}, ${clock.format(atMs)}`;
}

export function formatFullMoment(atMs: number): string {
  return dayAndClock.format(atMs);
}

/** `12 s ago`. A moment a little in the future is a clock that differs, not a prophecy. */
export function formatAgo(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - atMs) / 1_000));
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** IANA name of the reader's zone, e.g. `Europe/Berlin`. */
export function timeZone(): string {
  return clock.resolvedOptions().timeZone;
}

const axisClock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const axisMonth = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric' });

/** On a time axis: what tells two ticks of this step apart. */
export function formatAxisMoment(atMs: number, stepMs: number): string {
  if (stepMs >= 28 * 86_400_000) return axisMonth.format(atMs);
  if (stepMs >= 86_400_000) return day.format(atMs);
  const time = axisClock.format(atMs);
  return time === '00:00' ? day.format(atMs) : time;
}
