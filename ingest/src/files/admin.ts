/** Serves the built admin: hashed assets for a year, its one HTML page for every path that is nobody else's. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import expressStaticGzip from 'express-static-gzip';
import helmet from 'helmet';

const builtAdmin = fileURLToPath(new URL('../../../admin/dist', import.meta.url));

/** @param isSecure Whether browsers reach this over https. */
export function createAdminFiles(isSecure: boolean, folder = builtAdmin): Router {
  const router = Router();
  let preload: string | undefined;
  router.use(securityHeaders(isSecure));
  router.use(
    '/assets',
    expressStaticGzip(join(folder, 'assets'), {
      enableBrotli: true,
      index: false,
      orderPreference: ['br', 'gz'],
      serveStatic: { immutable: true, maxAge: '1y', fallthrough: false },
    }),
  );
  router.use(express.static(folder, { index: false, maxAge: 0 }));
  router.get(/^\/(?!api\/|v1\/)[^.]*$/, (_request, response, next) => {
    const page = join(folder, 'index.html');
    if (!existsSync(page)) {
      next();
      return;
    }
    preload ??= preloadOf(readFileSync(page, 'utf8'));
    response
      .set({ 'Cache-Control': 'no-cache', Link: preload, 'X-DNS-Prefetch-Control': 'off' })
      .sendFile(page);
  });
  return router;
}

/** What the page will ask for first, said in a header: proxies make early hints of it (RFC 8297). */
function preloadOf(html: string): string {
  const scripts = [...html.matchAll(/<(?:script|link)[^>]+(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(
    ([, path]) => `<${path}>; rel=modulepreload`,
  );
  const styles = [...html.matchAll(/<link[^>]+href="(\/assets\/[^"]+\.css)"/g)].map(
    ([, path]) => `<${path}>; rel=preload; as=style; crossorigin`,
  );
  return [...styles, ...scripts].join(', ');
}

/** No inline script or style, nothing from elsewhere, and strings become markup nowhere (Trusted Types). */
function securityHeaders(isSecure: boolean): express.RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
      },
    },
    strictTransportSecurity: isSecure,
  });
}
