/** How text and numbers from strangers are cleaned or refused before anything else sees them. */
import { z } from 'zod';
import { limits } from './limits.ts';

/**
 * Text of at most `max` UTF-16 code units. NUL and lone surrogates, which PostgreSQL cannot store,
 * become U+FFFD: one odd character must not cost a whole view.
 */
export function text(max: number) {
  return z.string().max(max).overwrite(clean);
}

/** A link that may be shown: http or https, without the user's name and password. `javascript:` and friends are refused. */
export const HttpUrl = text(limits.urlLength)
  .refine(isHttpUrl, 'must be an absolute http(s) URL')
  .meta({ format: 'uri' });

/** A duration or moment in milliseconds: 0 to a day, finite. */
export const Ms = z.number().min(0).max(limits.durationMs);

/** Bytes, 0 to 2^40. */
export const Bytes = z.number().int().min(0).max(1_099_511_627_776);

/** A count, 0 to 2^31 - 1. */
export const Count = z.number().int().min(0).max(2_147_483_647);

/** Unix time in milliseconds, years 1970 to 2286; whether it is believed is decided later. */
export const UnixMs = z.number().min(0).max(9_999_999_999_999);

/** W3C trace id: 32 lower-case hex digits, not all zero. */
export const TraceId = z.string().regex(/^(?!0{32})[0-9a-f]{32}$/);

/** W3C span id: 16 lower-case hex digits, not all zero. */
export const SpanId = z.string().regex(/^(?!0{16})[0-9a-f]{16}$/);

const surrogate = /[\ud800-\udfff]/;

function clean(value: string): string {
  // Nearly every text is sound; one look costs half of two replacements.
  if (!surrogate.test(value) && !value.includes('\u0000')) return value;
  return value.toWellFormed().replaceAll('\u0000', '\ufffd');
}

/** Whether a link may be shown: absolute, and http or https. */
export function isHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol } = new URL(value);
  return protocol === 'https:' || protocol === 'http:';
}
