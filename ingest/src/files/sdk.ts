/** Serves the browser SDK: /sdk.js with a short life, /sdk.<hash>.js for ever, and says the hash for SRI. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type Request, type Response, Router } from 'express';

/** Built by the browser package; the same folder from src and from dist. */
const builtSdk = fileURLToPath(new URL('../../../sdk/browser/dist/sdk.js', import.meta.url));

export type SdkFile = {
  router: Router;
  /** For `<script integrity>`, e.g. `sha384-…`. */
  integrity: string;
  /** Path whose content never changes. */
  immutablePath: string;
};

/** @throws Error when the SDK has not been built. */
export function createSdkFile(path = builtSdk): SdkFile {
  const script = readFileSync(path);
  const variants = { br: brotliCompressSync(script), gzip: gzipSync(script, { level: 9 }), identity: script };
  const digest = createHash('sha384').update(script).digest();
  const hash = digest.toString('hex').slice(0, 12);
  const immutablePath = `/sdk.${hash}.js`;
  const router = Router();

  const send = (cacheControl: string) => (request: Request, response: Response) => {
    const encoding = request.acceptsEncodings(['br', 'gzip', 'identity']) || 'identity';
    // One of the three that were offered.
    const body = variants[encoding as keyof typeof variants];
    response.set({
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': cacheControl,
      ETag: `"${hash}-${encoding}"`,
      Vary: 'Accept-Encoding',
      // SRI needs a CORS answer; a script that anybody may embed has no secrets.
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Timing-Allow-Origin': '*',
    });
    if (request.fresh) {
      response.status(304).end();
      return;
    }
    if (encoding !== 'identity') response.set('Content-Encoding', encoding);
    response.end(body);
  };
  router.get('/sdk.js', send('public, max-age=300, stale-while-revalidate=86400'));
  router.get(immutablePath, send('public, max-age=31536000, immutable'));

  return { router, integrity: `sha384-${digest.toString('base64')}`, immutablePath };
}
