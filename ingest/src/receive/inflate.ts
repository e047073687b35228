/**
 * Inflates a whole body. In one go and on this thread: what may come out is small and done in a millisecond or two,
 * whereas each inflating stream holds its window (brotli: up to 16 MB), and a thousand of them may be under way.
 */
import { brotliDecompressSync, gunzipSync, inflateSync, type ZlibOptions } from 'node:zlib';

export type Inflated =
  | { ok: true; bytes: Buffer }
  | { ok: false; because: 'body_too_large' | 'unsupported_encoding' | 'malformed_json' };

const inflaters: Record<string, (bytes: Buffer, options: ZlibOptions) => Buffer> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/**
 * @param encoding The Content-Encoding header.
 * @param mostBytes Inflating stops beyond it.
 */
export function inflate(bytes: Buffer, encoding: string | undefined, mostBytes: number): Inflated {
  const name = encoding?.trim().toLowerCase();
  if (!name || name === 'identity') return { ok: true, bytes };

  const inflater = inflaters[name];
  if (!inflater) return { ok: false, because: 'unsupported_encoding' };
  try {
    return { ok: true, bytes: inflater(bytes, { maxOutputLength: mostBytes }) };
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return { ok: false, because: isTooLarge ? 'body_too_large' : 'malformed_json' };
  }
}
