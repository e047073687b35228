/**
 * The route of a view whose page and server named none: its path with what looks like an id taken out.
 * One pass over the path, no backtracking: a 64 KB path costs what it is long.
 */
import { limits } from '@throughline/protocol';
import { pathOfUrl } from './path.ts';
import { looksRandom } from './random-text.ts';

const patterns: [RegExp, string][] = [
  [/^[0-9]+$/, ':id'],
  [/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, ':uuid'],
  [/^\d{4}-\d{2}(-\d{2})?$/, ':date'],
  [/^[0-9a-f]{12,}$/i, ':hash'],
  [/^[^@]+@[^@]+$/, ':email'],
];

const mostSegments = 12;

/** @returns E.g. `/users/:id/orders` for `/users/42/orders`; `/` for what cannot be read. */
export function routeOfUrl(url: string): string {
  const segments = pathOfUrl(url)
    .split('/')
    .filter((segment) => segment !== '');
  const named = segments.slice(0, mostSegments).map(nameOf);
  if (segments.length > mostSegments) named.push('…');
  return `/${named.join('/')}`.slice(0, limits.routeLength);
}

function nameOf(segment: string): string {
  if (segment.length > 128) return ':token';
  const text = decode(segment);
  const name = patterns.find(([pattern]) => pattern.test(text))?.[1];
  if (name) return name;
  // An address or a long random token never belongs into a route.
  return looksRandom(text) ? ':token' : segment;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
