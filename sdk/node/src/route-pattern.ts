/**
 * Learns the pattern that Express matched, at the moment it matches. Reading `req.baseUrl + req.route.path` at the
 * end is wrong twice: after an error a router has put its `baseUrl` back, and a mounted `/sites/:site` shows up
 * there with the visitor's value. So `route` and `baseUrl` become accessors on the app's request prototype.
 */

import { limits } from '@throughline/protocol/limits';
import type { Request } from 'express';

export const unmatched = '(unmatched)';

const matchOf = Symbol('throughline.match');

/** All in one object of one shape: four properties more on each request would cost each of its other readers. */
class Match {
  route: { path?: unknown } | undefined = undefined;
  baseUrl: string | undefined = undefined;
  pattern: string | undefined = undefined;
  /** baseUrl as it is → as it was written, for mounts with parameters. */
  bases: Map<string, string> | undefined = undefined;
}

type Watched = { [matchOf]?: Match; params?: Record<string, unknown> };

/** The pattern, e.g. `/api/v1/articles/:slug`, or `(unmatched)`. Never the raw URL. */
export function readPattern(request: Request): string {
  return (request as unknown as Watched)[matchOf]?.pattern ?? unmatched;
}

/** Makes the matches of this app's requests seen. Done once for each prototype. */
export function watchMatches(request: Request, seen: WeakSet<object>): void {
  const prototype: object | null = Object.getPrototypeOf(request);
  if (prototype === null || seen.has(prototype)) return;
  seen.add(prototype);

  Object.defineProperty(prototype, 'route', {
    configurable: true,
    get(this: Watched) {
      return this[matchOf]?.route;
    },
    set(this: Watched, route: { path?: unknown } | undefined) {
      this[matchOf] ??= new Match();
      const match = this[matchOf];
      match.route = route;
      if (route) match.pattern = toPattern(match, route.path);
    },
  });
  Object.defineProperty(prototype, 'baseUrl', {
    configurable: true,
    get(this: Watched) {
      return this[matchOf]?.baseUrl;
    },
    // Express also puts back the undefined that it found.
    set(this: Watched, baseUrl: string | undefined) {
      this[matchOf] ??= new Match();
      const match = this[matchOf];
      const before = match.baseUrl ?? '';
      match.baseUrl = baseUrl;
      if (baseUrl !== undefined && baseUrl.length > before.length)
        rememberMount(match, this.params, before, baseUrl);
    },
  });
}

function toPattern({ baseUrl = '', bases }: Match, path: unknown): string {
  const base = bases?.get(baseUrl) ?? baseUrl;
  const own = path === '/' && base !== '' ? '' : String(path);
  const pattern = base === '' ? own : base + own;
  return (pattern.length > limits.routeLength ? pattern.slice(0, limits.routeLength) : pattern) || '/';
}

/** Express sets a mount's parameters before its baseUrl, so here they are the mount's. */
function rememberMount(
  match: Match,
  params: Record<string, unknown> | undefined,
  before: string,
  baseUrl: string,
): void {
  const { bases } = match;
  if (bases === undefined && (params === undefined || Object.keys(params).length === 0)) return;

  const known = bases ?? new Map<string, string>();
  const pattern = (known.get(before) ?? before) + withoutValues(baseUrl.slice(before.length), params ?? {});
  match.bases = known.set(baseUrl, pattern);
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
