/** What route rules would make of views that are known. */
import type { RouteRule, RouteRulesPreview } from '@throughline/protocol';
import { compileRule } from '../enrich/route-rule.ts';
import { pathOfUrl } from '../url/path.ts';

type Seen = { url: string; route: string };
type Group = RouteRulesPreview['groups'][number];

const mostUrls = 5;

/**
 * A view that no rule matches stays where it is. One whose page or server named its route keeps that name in truth,
 * while a rule that matches it is shown here as if it were asked: the stored view no longer tells which it was.
 */
export function previewRules(rules: RouteRule[], seen: Seen[]): RouteRulesPreview {
  const compiled = rules.map(compileRule);
  const groups = new Map<string, Group>();
  for (const { url, route } of seen) {
    const path = pathOfUrl(url);
    const next = compiled.find(({ matches }) => matches(path))?.route ?? route;
    const group = groups.get(next) ?? { route: next, views: 0, routesNow: [], urls: [] };
    groups.set(next, group);
    group.views += 1;
    if (!group.routesNow.includes(route)) group.routesNow.push(route);
    if (group.urls.length < mostUrls && !group.urls.includes(url)) group.urls.push(url);
  }
  return { views: seen.length, groups: [...groups.values()].sort((a, b) => b.views - a.views) };
}
