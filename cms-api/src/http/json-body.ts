/** JSON bodies with limits on size and depth: a parser takes what a stringifier or a schema later breaks on. */
import { json, type RequestHandler } from 'express';
import { Refusal } from './problem.ts';

const deepest = 40;

export function jsonBody(limitBytes: number): RequestHandler {
  const parse = json({
    limit: limitBytes,
    strict: true,
    type: ['application/json', 'application/*+json'],
    verify: (_request, _response, bytes) => refuseDepth(bytes),
  });

  return (request, response, next) => {
    const { 'content-type': type, 'content-length': length } = request.headers;
    const isEmpty =
      length === '0' || (length === undefined && request.headers['transfer-encoding'] === undefined);
    if (!isEmpty && !/^application\/(?:[\w.+-]+\+)?json\b/i.test(type ?? '')) {
      throw new Refusal('unsupported_encoding', 'Send Content-Type: application/json.');
    }
    // The parser knows dozens of charsets; JSON has one.
    if (/;\s*charset\s*=\s*"?(?!utf-?8"?\s*(?:;|$))/i.test(type ?? '')) {
      throw new Refusal('unsupported_encoding', 'JSON is UTF-8.');
    }
    parse(request, response, next);
  };
}

/** Brackets inside of strings do not count. @throws Refusal */
export function refuseDepth(bytes: Buffer): void {
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x22) at = endOfString(bytes, at);
    else if (byte === 0x5d || byte === 0x7d) depth--;
    else if ((byte === 0x5b || byte === 0x7b) && ++depth > deepest) {
      throw new Refusal('invalid_body', `The body is more than ${deepest} levels deep.`);
    }
  }
}

/** Where the string that begins at `from` ends. */
function endOfString(bytes: Buffer, from: number): number {
  let at = from + 1;
  while (at < bytes.length && bytes[at] !== 0x22) at += bytes[at] === 0x5c ? 2 : 1;
  return at;
}
