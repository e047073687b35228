/** Reads one request's body within its limits, before and after inflation. */
import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

export type ReadBody =
  | { ok: true; bytes: Buffer }
  | { ok: false; because: 'body_too_large' | 'unsupported_encoding' | 'malformed_json' | 'gone' };

const inflaters: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** @param mostBytes Limit of what arrives and of what it inflates to. */
export function readBody(request: IncomingMessage, mostBytes: number): Promise<ReadBody> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) {
    return Promise.resolve({ ok: false, because: 'body_too_large' });
  }
  const encoding = request.headers['content-encoding']?.trim().toLowerCase();
  if (!encoding || encoding === 'identity') return collect(request, request, mostBytes);

  const inflater = inflaters[encoding]?.();
  if (!inflater) return Promise.resolve({ ok: false, because: 'unsupported_encoding' });
  return collect(request, request.pipe(inflater), mostBytes);
}

function collect(
  request: IncomingMessage,
  stream: IncomingMessage | Transform,
  mostBytes: number,
): Promise<ReadBody> {
  return new Promise((done) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (result: ReadBody): void => {
      stream.off('data', take);
      if (stream !== request) {
        request.unpipe();
        stream.destroy();
      }
      done(result);
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > mostBytes) settle({ ok: false, because: 'body_too_large' });
      else chunks.push(chunk);
    };
    stream.on('data', take);
    stream.once('end', () =>
      settle({ ok: true, bytes: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) }),
    );
    stream.once('error', () =>
      settle({ ok: false, because: stream === request ? 'gone' : 'malformed_json' }),
    );
    if (stream !== request) request.once('error', () => settle({ ok: false, because: 'gone' }));
    request.once('aborted', () => settle({ ok: false, because: 'gone' }));
  });
}
