/** Serves the built admin: hashed assets for a year, its one HTML page for every path that is nobody else's. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import helmet from 'helmet';

const builtAdmin = fileURLToPath(new URL('../../../admin/dist', import.meta.url));

/** @param isSecure Whether browsers reach this over https. */
export function createAdminFiles(isSecure: boolean, folder = builtAdmin): Router {
  const router = Router();
  router.use(securityHeaders(isSecure));
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }),
  );
  router.use(express.static(folder, { index: false, maxAge: 0 }));
  router.get(/^\/(?!api\/|v1\/)[^.]*$/, (_request, response, next) => {
    const page = join(folder, 'index.html');
    if (!existsSync(page)) {
      next();
      return;
    }
    response.set('Cache-Control', 'no-cache').sendFile(page);
  });
  return router;
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
