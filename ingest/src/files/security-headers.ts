/** What a page of the admin may do: no inline script or style, nothing from elsewhere, and strings become markup nowhere. */
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** @param cdnUrl Assets below it are allowed too, and nothing else of its origin: others may keep files there. */
export function securityHeaders(isSecure: boolean, cdnUrl?: string): RequestHandler {
  const assets = ["'self'", ...(cdnUrl ? [`${cdnUrl}/assets/`] : [])];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: assets,
        styleSrc: assets,
        fontSrc: assets,
        imgSrc: [...assets, 'data:'],
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
