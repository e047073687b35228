/**
 * Takes out of URLs what names a person or opens a door: user names, e-mail addresses, telephone numbers, tokens.
 * Works segment by segment and never backtracks, so a long URL costs what it is long. Paths and harmless parameters stay.
 */
import { looksRandom } from '../url/random-text.ts';

export const scrubbed = '[scrubbed]';

/** Names of parameters whose values are secrets whatever they look like. */
const secretName =
  /^(?:.*[_-])?(?:token|key|secret|pass|passwd|password|pwd|auth|authorization|code|session|sid|sig|signature|jwt|email|mail|phone|tel|otp|pin|state|nonce)$/i;

const email = /[^\s@/=&?]{1,64}@[^\s@/=&?]{1,255}/;
const jwt = /^[\w-]{8,}\.[\w-]{8,}\.[\w-]*$/;
const phone = /^\+?[0-9][0-9 ().-]{7,19}$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const card = /^(?:[0-9][ -]?){13,19}$/;

/** @returns The same URL without secrets. What is no absolute URL is scrubbed as a path. */
export function scrubUrl(url: string): string {
  const hashAt = url.indexOf('#');
  const withoutHash = hashAt < 0 ? url : url.slice(0, hashAt);
  const queryAt = withoutHash.indexOf('?');
  const path = queryAt < 0 ? withoutHash : withoutHash.slice(0, queryAt);
  const query = queryAt < 0 ? '' : `?${scrubQuery(withoutHash.slice(queryAt + 1))}`;
  return scrubPath(path) + query;
}

const urlInText = /(?<=\[src=)[^\]]*|\bhttps?:\/\/[^\]\s]+/gi;

/** What called a script: its own URL, or `IMG[src=https://…].onload`. Queries go as they do from the SDK's own URLs. */
export function scrubInvoker(invoker: string): string {
  return invoker.replace(urlInText, (url) => scrubUrl(url.split('?', 1)[0] ?? ''));
}

function scrubPath(path: string): string {
  // data: and blob: name nothing that can be asked for again, and a data: URL is content.
  if (path.startsWith('data:')) return 'data:';
  const [scheme, rest] = splitAuthority(path);
  return (
    scheme +
    rest
      .split('/')
      .map((segment) => (isSecret(segment) ? scrubbed : segment))
      .join('/')
  );
}

/** Scheme and host stay, `user:password@` goes. */
function splitAuthority(path: string): [string, string] {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)([^/]*)/i.exec(path);
  if (!match) return ['', path];
  const authority = match[2] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return [`${match[1]}${host}`, path.slice(match[0].length)];
}

function scrubQuery(query: string): string {
  return query
    .split('&')
    .map((pair) => {
      const at = pair.indexOf('=');
      if (at < 0) return isSecret(pair) ? scrubbed : pair;
      const name = pair.slice(0, at);
      const value = pair.slice(at + 1);
      return value !== '' && (secretName.test(decode(name)) || isSecret(value))
        ? `${name}=${scrubbed}`
        : pair;
    })
    .join('&');
}

function isSecret(part: string): boolean {
  if (part.length < 6) return false;
  const text = decode(part);
  if (uuid.test(text)) return false;
  return email.test(text) || jwt.test(text) || looksRandom(text) || card.test(text) || isPhone(text);
}

/** Nine digits and more; a date such as 2026-11-24 has eight. */
function isPhone(text: string): boolean {
  return phone.test(text) && text.replace(/[^0-9]/g, '').length >= 9;
}

/** Encoded twice is still an address. */
function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    const once = decodeURIComponent(text);
    return once.includes('%') ? decodeURIComponent(once) : once;
  } catch {
    return text;
  }
}
