/** Lets those pass who know one token. For the figures, until users and their permissions exist. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { Refusal } from './problem.ts';

/** @param token Undefined: nobody may pass, so that a forgotten variable opens nothing. */
export function bearerGuard(token: string | undefined): RequestHandler {
  const expected = token === undefined ? undefined : digest(token);

  return (request, _response, next) => {
    if (expected === undefined) {
      throw new Refusal('forbidden', 'The figures are closed: CMS_METRICS_TOKEN is not set on this server.');
    }
    const [, given] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (given === undefined) {
      throw new Refusal('unknown_token', 'Send the header Authorization: Bearer TOKEN.');
    }
    // Digests are of one length, so the comparison tells nothing of the token.
    if (!timingSafeEqual(digest(given), expected))
      throw new Refusal('forbidden', 'This token is not the one.');
    next();
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
