/**
 * Learns the pattern that Express matched, at the moment it matches. Reading `req.baseUrl + req.route.path` at the
 * end is wrong twice: after an error a router has put its `baseUrl` back, and a mounted `/sites/:site` shows up
 * there with the visitor's value. So `route` and `baseUrl` become accessors on the app's request prototype.
 */

import { limits } from '@throughline/protocol/limits';
import type { Request } from 'express';

export const unmatched = '(unmatched)';

const routeOf = Symbol('throughline.route');
const baseUrlOf = Symbol('throughline.baseUrl');
const patternOf = Symbol('throughline.pattern');
const basesOf = Symbol('throughline.bases');

type Watched = {
  [routeOf]?: { path?: unknown };
  [baseUrlOf]?: string;
  [patternOf]?: string;
  /** baseUrl as it is → as it was written, for mounts with parameters. */
  [basesOf]?: Map<string, string>;
  params?: Record<string, unknown>;
};

/** The pattern, e.g. `/api/v1/articles/:slug`, or `(unmatched)`. Never the raw URL. */
export function readPattern(request: Request): string {
  return (request as unknown as Watched)[patternOf] ?? unmatched;
}

/** Makes the matches of this app's requests seen. Done once for each prototype. */
export function watchMatches(request: Request, seen: WeakSet<object>): void {
  const prototype: object | null = Object.getPrototypeOf(request);
  if (prototype === null || seen.has(prototype)) return;
  seen.add(prototype);

  Object.defineProperty(prototype, 'route', {
    configurable: true,
    get(this: Watched) {
      return this[routeOf];
    },
    set(this: Watched, route: { path?: unknown } | undefined) {
      this[routeOf] = route;
      if (route) this[patternOf] = toPattern(this, route.path);
    },
  });
  Object.defineProperty(prototype, 'baseUrl', {
    configurable: true,
    get(this: Watched) {
      return this[baseUrlOf];
    },
    // Express also puts back the undefined that it found.
    set(this: Watched, baseUrl: string | undefined) {
      const before = this[baseUrlOf] ?? '';
      this[baseUrlOf] = baseUrl;
      if (baseUrl !== undefined && baseUrl.length > before.length) rememberMount(this, before, baseUrl);
    },
  });
}

function toPattern(request: Watched, path: unknown): string {
  const baseUrl = request[baseUrlOf] ?? '';
  const base = request[basesOf]?.get(baseUrl) ?? baseUrl;
  const own = path === '/' && base !== '' ? '' : String(path);
  return (base + own).slice(0, limits.routeLength) || '/';
}

/** Express sets a mount's parameters before its baseUrl, so here they are the mount's. */
function rememberMount(request: Watched, before: string, baseUrl: string): void {
  const { params } = request;
  const bases = request[basesOf];
  if (bases === undefined && (params === undefined || Object.keys(params).length === 0)) return;

  const known = bases ?? new Map<string, string>();
  const pattern = (known.get(before) ?? before) + withoutValues(baseUrl.slice(before.length), params ?? {});
  request[basesOf] = known.set(baseUrl, pattern);
}

function withoutValues(piece: string, params: Record<string, unknown>): string {
  const names = new Map(Object.entries(params).map(([name, value]) => [String(value), name]));
  return piece
    .split('/')
    .map((segment) => {
      const name = segment === '' ? undefined : (names.get(decode(segment)) ?? names.get(segment));
      return name === undefined ? segment : `:${name}`;
    })
    .join('/');
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
