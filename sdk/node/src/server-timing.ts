/** The Server-Timing header: how a server tells its parts to browsers and callers, and how a callee's is read. */
import type { CalleeParts, Parts } from './time-split.ts';

/**
 * @param timers Milliseconds by the host's own names; they lie inside the parts, and the first ten are told.
 * @param route The matched pattern; left out when nothing matched, so that a page's own rules can name it.
 * Durations are rounded to 0.01 ms in such a way that the parts still add up to the total.
 */
export function formatServerTiming(
  parts: Parts,
  traceparent: string,
  route: string | undefined,
  timers?: ReadonlyMap<string, number>,
): string {
  const total = hundredths(parts.totalMs);
  const db = Math.min(hundredths(parts.sqlMs), total);
  const cache = Math.min(hundredths(parts.cacheMs), total - db);
  const net = Math.min(hundredths(parts.upstreamMs), total - db - cache);
  const app = total - db - cache - net;
  const tail = route === undefined ? '' : `, route;desc="${quotable(route)}"`;

  return `total;dur=${toMs(total)}, app;dur=${toMs(app)}, db;dur=${toMs(db)};desc="${parts.sqlCount}", cache;dur=${toMs(cache)}, net;dur=${toMs(net)}, traceparent;desc="${traceparent}"${tail}${timers ? formatTimers(timers) : ''}`;
}

/** The parts' own names, and what a browser or a caller reads beside them: no timer may pass for one of these. */
const taken = new Set(['total', 'app', 'db', 'cache', 'net', 'traceparent', 'route']);
const mostTimers = 10;

function formatTimers(timers: ReadonlyMap<string, number>): string {
  let text = '';
  let told = 0;
  for (const [name, durationMs] of timers) {
    const token = name.replace(/[^\w.-]+/g, '_');
    if (token === '' || taken.has(token) || told === mostTimers) continue;
    text += `, ${token};dur=${toMs(hundredths(durationMs))}`;
    told++;
  }
  return text;
}

/**
 * Reads the parts that an instrumented callee told. Headers of other servers, which may use the same common
 * names for other things, give undefined: only `total` with `app` and a `traceparent` is ours.
 */
export function parseServerTiming(header: string): CalleeParts | undefined {
  const entries = new Map<string, { durationMs: number; description: string }>();
  for (const text of splitOutsideQuotes(header)) {
    const entry = readEntry(text);
    // The first of two equal names wins: a proxy's entries come after the server's own.
    if (entry && !entries.has(entry.name)) entries.set(entry.name, entry);
  }
  const total = entries.get('total');
  if (!total || !entries.has('app') || !entries.has('traceparent')) return undefined;

  const sqlCount = Number(entries.get('db')?.description);
  return {
    totalMs: total.durationMs,
    appMs: entries.get('app')?.durationMs ?? 0,
    sqlMs: entries.get('db')?.durationMs ?? 0,
    sqlCount: Number.isInteger(sqlCount) && sqlCount >= 0 ? Math.min(sqlCount, 1_000_000) : 0,
    cacheMs: entries.get('cache')?.durationMs ?? 0,
  };
}

function readEntry(text: string): { name: string; durationMs: number; description: string } | undefined {
  const name = /^\s*([\w-]+)/.exec(text)?.[1]?.toLowerCase();
  if (name === undefined) return undefined;

  const durationMs = Number(/;\s*dur\s*=\s*"?([\d.]+)/i.exec(text)?.[1] ?? 0);
  const description = /;\s*desc\s*=\s*"?([^";]*)/i.exec(text)?.[1] ?? '';
  return { name, durationMs: Number.isFinite(durationMs) ? durationMs : 0, description };
}

function hundredths(durationMs: number): number {
  return Math.round(durationMs * 100);
}

/** Out of whole numbers, whose text V8 keeps: a fraction's is worked out anew each time. */
function toMs(inHundredths: number): string {
  const rest = inHundredths % 100;
  const whole = (inHundredths - rest) / 100;
  if (rest === 0) return `${whole}`;
  if (rest % 10 === 0) return `${whole}.${rest / 10}`;
  return rest < 10 ? `${whole}.0${rest}` : `${whole}.${rest}`;
}

/** `1.5ms`, to 0.01. @param durationMs At least 0. */
export function formatMs(durationMs: number): string {
  return `${toMs(hundredths(durationMs))}ms`;
}

/** A header value must be printable ASCII; the rest is percent-encoded. */
function quotable(route: string): string {
  if (!/["\\]|[^\x20-\x7e]/.test(route)) return route;
  return route
    .replace(/["\\]/g, '\\$&')
    .replace(/[^\x20-\x7e]+/g, (odd) => encodeURIComponent(odd.toWellFormed()));
}

function splitOutsideQuotes(header: string): string[] {
  return header.slice(0, 8_192).match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g) ?? [];
}
