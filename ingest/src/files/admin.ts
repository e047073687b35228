/** Serves the built admin: hashed assets for a year, its one HTML page for every path that is nobody else's. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Request, type Response, Router } from 'express';
import expressStaticGzip from 'express-static-gzip';
import { type AdminPage, toAdminPage } from './admin-page.ts';
import { securityHeaders } from './security-headers.ts';

const builtAdmin = fileURLToPath(new URL('../../../admin/dist', import.meta.url));

export type AdminFilesOptions = {
  /** Whether browsers reach this over https. */
  isSecure: boolean;
  /** Where browsers fetch assets instead of here; the CDN asks here for what it does not have. */
  cdnUrl?: string;
  /** Whether a navigation is told with 103 what the page will need. */
  sendsEarlyHints: boolean;
  /** The write key of the site that these pages belong to; absent where they are not measured. */
  adminKey?: () => string | undefined;
};

export function createAdminFiles(options: AdminFilesOptions, folder = builtAdmin): Router {
  const cdnUrl = options.cdnUrl?.replace(/\/+$/, '');
  const router = Router();
  router.use(securityHeaders(options.isSecure, cdnUrl));
  router.use('/assets', serveAssets(join(folder, 'assets'), cdnUrl !== undefined));
  router.use(express.static(folder, { index: false, maxAge: 0 }));
  const page = readFresh(join(folder, 'index.html'), cdnUrl, options.adminKey);
  router.get(/^\/(?!api\/|v1\/)[^.]*$/, (request, response, next) => {
    const current = page();
    if (!current) return next();
    if (!options.sendsEarlyHints || !takesHints(request)) return sendPage(current, request, response);
    response.writeEarlyHints({ link: current.links }, () => sendPage(current, request, response));
  });
  return router;
}

function sendPage(page: AdminPage, request: Request, response: Response): void {
  page.send(request, response, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-cache',
    Link: page.links.join(', '),
    'X-DNS-Prefetch-Control': page.hasOtherOrigin ? 'on' : 'off',
  });
}

/** Browsers that say where they navigate know 103; HTTP/1.0 has no such answer (RFC 9110, 15.2). */
function takesHints(request: Request): boolean {
  return request.get('sec-fetch-mode') === 'navigate' && request.httpVersion !== '1.0';
}

function serveAssets(folder: string, isForOthers: boolean): express.RequestHandler {
  const serve = expressStaticGzip(folder, {
    enableBrotli: true,
    index: false,
    orderPreference: ['br', 'gz'],
    serveStatic: { immutable: true, maxAge: '1y', fallthrough: false },
  });
  if (!isForOthers) return serve;
  return (request, response, next) => {
    // Modules and fonts from another origin need a CORS answer.
    response.set({ 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' });
    serve(request, response, next);
  };
}

/** The page as it was last built: `npm run dev` builds it anew while this runs. */
function readFresh(
  path: string,
  cdnUrl: string | undefined,
  adminKey: () => string | undefined = () => undefined,
): () => AdminPage | undefined {
  let known: { page: AdminPage; builtAtMs: number; key: string | undefined } | undefined;
  return () => {
    if (!existsSync(path)) return undefined;
    const builtAtMs = statSync(path).mtimeMs;
    const key = adminKey();
    if (known?.builtAtMs !== builtAtMs || known.key !== key)
      known = { page: toAdminPage(readFileSync(path, 'utf8'), { cdnUrl, key }), builtAtMs, key };
    return known.page;
  };
}
