/**
 * Serves the browser SDK: /sdk.js with a short life, /sdk.<hash>.js for ever, /sdk.json to say path and hash for SRI, and
 * the development file that /sdk.js asks for in development mode.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Request, type Response, Router } from 'express';
import { packText } from './packed.ts';

/** Built by the browser package; the same folder from src and from dist. */
const builtSdk = new URL('../../../sdk/browser/dist/', import.meta.url);

const shortLife = 'public, max-age=300, stale-while-revalidate=86400';
const forEver = 'public, max-age=31536000, immutable';

export type SdkFile = { router: Router };

/**
 * @param folder Where `sdk.js` and `sdk-development.js` lie.
 * @throws Error when the SDK has not been built.
 */
export function createSdkFile(folder = builtSdk): SdkFile {
  const script = readFileSync(new URL('sdk.js', folder));
  const digest = createHash('sha384').update(script).digest();
  const immutablePath = `/sdk.${digest.toString('hex').slice(0, 12)}.js`;
  const sendScript = sendFile(script);
  const sendDevelopment = sendFile(readFileSync(new URL('sdk-development.js', folder)));
  const router = Router();

  router.get('/sdk.js', (request, response) => sendScript(request, response, shortLife));
  router.get(immutablePath, (request, response) => sendScript(request, response, forEver));
  router.get('/sdk-development.js', (request, response) => sendDevelopment(request, response, shortLife));
  router.get('/sdk.json', (_request, response) => {
    response.set('Cache-Control', 'no-cache');
    response.json({ path: immutablePath, integrity: `sha384-${digest.toString('base64')}` });
  });

  return { router };
}

function sendFile(content: Buffer): (request: Request, response: Response, cacheControl: string) => void {
  const send = packText(content);
  return (request, response, cacheControl) =>
    send(request, response, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': cacheControl,
      // SRI needs a CORS answer; a script that anybody may embed has no secrets.
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Timing-Allow-Origin': '*',
    });
}
