/** W3C trace context: reading and writing `traceparent`, making ids, and deciding which traces are sampled. */
import { randomFillSync } from 'node:crypto';

export type TraceParent = { traceId: string; spanId: string; isSampled: boolean };

const shape = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const noTrace = '0'.repeat(32);
const noSpan = '0'.repeat(16);

/** Refuses by returning undefined, as the standard asks: a broken header means a new trace, never an error. */
export function parseTraceparent(header: string | undefined): TraceParent | undefined {
  if (header === undefined) return undefined;

  const [, version, traceId, spanId, flags, rest] = shape.exec(header.trim()) ?? [];
  if (!version || !traceId || !spanId || !flags) return undefined;
  // Later versions may append fields; version 00 may not, and ff is forbidden.
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (traceId === noTrace || spanId === noSpan) return undefined;

  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export function formatTraceparent({ traceId, spanId, isSampled }: TraceParent): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}

/**
 * Decides by the trace id alone, so that all services with the same ratio keep the same traces.
 * @param ratio 0–1.
 */
export function isTraceSampled(traceId: string, ratio: number): boolean {
  if (ratio >= 1) return true;
  // The last digits: some older systems fill up the first ones with zeros.
  return Number.parseInt(traceId.slice(-8), 16) / 0x1_0000_0000 < ratio;
}

export interface Ids {
  traceId(): string;
  spanId(): string;
}

/** Random ids out of a pool of bytes: one system call fills hundreds of them. */
export function createIds(): Ids {
  const pool = Buffer.alloc(4_096);
  let used = pool.length;

  function hex(bytes: number): string {
    if (used + bytes > pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    used += bytes;
    return pool.toString('hex', used - bytes, used);
  }

  return {
    traceId: () => nonZero(() => hex(16), noTrace),
    spanId: () => nonZero(() => hex(8), noSpan),
  };
}

function nonZero(make: () => string, zero: string): string {
  const id = make();
  return id === zero ? nonZero(make, zero) : id;
}
