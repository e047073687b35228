/**
 * Which route a view belongs to. Asked in order: the site's own name, the pattern its server matched, the site's rules,
 * else the path with ids taken out and, below a prefix with very many different children, `:slug`.
 * What was learned is kept in the database, so that every process groups alike.
 */
import { limits, type ViewBody } from '@throughline/protocol';
import { pathOfUrl } from '../url/path.ts';
import { routeOfUrl } from '../url/route.ts';
import { compileRule, type RouteRule, type Rule } from './route-rule.ts';

export const otherRoute = '(other)';

export type RouteKnowledge = {
  rules: (RouteRule & { site: string })[];
  learned: { site: string; prefix: string }[];
};

/** What a book needs of the store. */
export type RouteSource = {
  routeKnowledge(): Promise<RouteKnowledge>;
  learnPrefix(site: string, prefix: string): Promise<void>;
  /** Takes up new routes of a day while there is room. @returns Those that the site and day have. */
  claimRoutes(site: string, day: string, routes: string[], most: number): Promise<string[]>;
};

type Placed = { site: string; startedAtMs: number; route: string };
type Asked = { site: string; day: number; routes: Set<string> };

export type RouteBook = {
  /** Reads rules and learned prefixes again. */
  refresh(): Promise<void>;
  routeOf(site: string, body: ViewBody): string;
  /** Keeps what was learned, and answers for each view's route whether it fits under the day's cap. */
  settle(items: Placed[]): Promise<void>;
};

/** Routes per site and day; beyond it views count as `(other)`, and their totals stay. */
export const mostRoutesPerDay = 2_000;
/** Different children after which a prefix is taken to hold slugs. Top-level pages are more often pages. */
const childrenBeforeSlug = 50;
const topLevelBeforeSlug = 150;
/** Prefixes watched per site: random paths by the million must not fill the memory. */
const mostWatched = 2_000;
const mostDaysKept = 64;

export function createRouteBook(source: RouteSource, mostRoutes = mostRoutesPerDay): RouteBook {
  let rules = new Map<string, Rule[]>();
  let learned = new Map<string, Set<string>>();
  const watched = new Map<string, Map<string, Set<string>>>();
  let justLearned: { site: string; prefix: string }[] = [];
  const days = new Map<string, { routes: Set<string>; isFull: boolean }>();

  const refresh = async (): Promise<void> => {
    const knowledge = await source.routeKnowledge();
    rules = new Map();
    for (const rule of knowledge.rules) append(rules, rule.site, compileRule(rule));
    learned = new Map();
    for (const { site, prefix } of knowledge.learned) {
      learned.set(site, (learned.get(site) ?? new Set()).add(prefix));
    }
  };

  const routeOf = (site: string, body: ViewBody): string => {
    const told = body.route ?? body.navigation?.server?.route;
    if (told) return told;
    const own = rules.get(site);
    const path = own ? pathOfUrl(body.view.url) : '';
    const rule = own?.find(({ matches }) => matches(path));
    return rule ? rule.route : guess(site, routeOfUrl(body.view.url));
  };

  /** Walks the grouped path and puts `:slug` below learned prefixes, watching the others. */
  const guess = (site: string, grouped: string): string => {
    const known = learned.get(site);
    const segments = grouped.split('/').filter(Boolean);
    let prefix = '';
    for (const segment of segments) {
      const child = `${prefix}/${segment}`;
      if (known?.has(prefix || '/') && !hasLearnedBelow(known, child)) prefix = `${prefix}/:slug`;
      else {
        if (!segment.startsWith(':')) watch(site, prefix || '/', segment);
        prefix = child;
      }
    }
    return (prefix || '/').slice(0, limits.routeLength);
  };

  const watch = (site: string, prefix: string, child: string): void => {
    const prefixes = watched.get(site) ?? new Map<string, Set<string>>();
    watched.set(site, prefixes);
    const children = prefixes.get(prefix) ?? new Set<string>();
    if (!prefixes.has(prefix)) {
      if (prefixes.size >= mostWatched) return;
      prefixes.set(prefix, children);
    }
    children.add(child);
    if (children.size <= (prefix === '/' ? topLevelBeforeSlug : childrenBeforeSlug)) return;
    prefixes.delete(prefix);
    learned.set(site, (learned.get(site) ?? new Set()).add(prefix));
    justLearned.push({ site, prefix });
  };

  /** Routes that the day is not known to have, by site and day. */
  const unknownOf = (items: Placed[]): Map<string, Asked> => {
    const unknown = new Map<string, Asked>();
    for (const { site, startedAtMs, route } of items) {
      const day = dayOf(startedAtMs);
      const key = `${site} ${day}`;
      const known = days.get(key);
      if (known?.isFull || known?.routes.has(route)) continue;
      const asked = unknown.get(key) ?? { site, day, routes: new Set() };
      unknown.set(key, asked);
      asked.routes.add(route);
    }
    return unknown;
  };

  const claim = async (key: string, { site, day, routes }: Asked): Promise<void> => {
    const taken = await source.claimRoutes(site, nameOfDay(day), [...routes].sort(), mostRoutes);
    if (days.size >= mostDaysKept) days.clear();
    const known = days.get(key) ?? { routes: new Set(), isFull: false };
    days.set(key, known);
    for (const route of taken) known.routes.add(route);
    known.isFull = taken.length < routes.size;
  };

  const settle: RouteBook['settle'] = async (items) => {
    // Kept before it is used: a process that dies in between must not have grouped differently.
    for (const { site, prefix } of justLearned) await source.learnPrefix(site, prefix);
    justLearned = [];
    for (const [key, asked] of unknownOf(items)) await claim(key, asked);
    for (const item of items) {
      if (!days.get(`${item.site} ${dayOf(item.startedAtMs)}`)?.routes.has(item.route))
        item.route = otherRoute;
    }
  };

  return { refresh, routeOf, settle };
}

function hasLearnedBelow(known: ReadonlySet<string>, child: string): boolean {
  if (known.has(child)) return true;
  for (const prefix of known) if (prefix.startsWith(`${child}/`)) return true;
  return false;
}

const dayMs = 86_400_000;

function dayOf(ms: number): number {
  return Math.floor(ms / dayMs);
}

function nameOfDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}
