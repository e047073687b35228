/** Reads one request's body as it comes over the wire, within its limit. */
import type { IncomingMessage } from 'node:http';

export type ReadBody = { ok: true; bytes: Buffer } | { ok: false; because: 'body_too_large' };

/** @returns Undefined when the sender went away before its end. */
export function readBody(request: IncomingMessage, mostBytes: number): Promise<ReadBody | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) {
    return Promise.resolve({ ok: false, because: 'body_too_large' });
  }
  return new Promise((done) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes <= mostBytes) {
        chunks.push(chunk);
        return;
      }
      request.off('data', take);
      done({ ok: false, because: 'body_too_large' });
    };
    request.on('data', take);
    request.once('end', () =>
      done({ ok: true, bytes: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) }),
    );
    request.once('error', () => done(undefined));
    request.once('aborted', () => done(undefined));
  });
}
