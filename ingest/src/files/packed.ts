/** A small text that is answered often: compressed once for every encoding, with an ETag of its content. */
import { createHash } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';

/** Answers one request with the text; 304 to who has it already. */
export type SendPacked = (request: Request, response: Response, headers: Record<string, string>) => void;

export function packText(content: Buffer | string): SendPacked {
  const variants = {
    br: brotliCompressSync(content),
    gzip: gzipSync(content, { level: 9 }),
    identity: Buffer.from(content),
  };
  const hash = createHash('sha384').update(content).digest('hex').slice(0, 12);

  return (request, response, headers) => {
    const encoding = request.acceptsEncodings(['br', 'gzip', 'identity']) || 'identity';
    // One of the three that were offered.
    const body = variants[encoding as keyof typeof variants];
    response.set({ ...headers, ETag: `"${hash}-${encoding}"`, Vary: 'Accept-Encoding' });
    if (request.fresh) {
      response.status(304).end();
      return;
    }
    if (encoding !== 'identity') response.set('Content-Encoding', encoding);
    response.set('Content-Length', String(body.length)).end(body);
  };
}
