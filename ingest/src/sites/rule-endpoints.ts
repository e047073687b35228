/** A site's own route rules, and what they would make of the newest views before they are kept. */
import { RouteRules, RouteRulesPreview } from '@throughline/protocol';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import type { Store } from '../store/store.ts';
import { previewRules } from './rules-preview.ts';

const previewedViews = 2_000;
const previewedMs = 7 * 86_400_000;

export function createRuleEndpoints(store: Store, now: () => number = Date.now): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/sites/:site/route-rules',
      summary: 'Route rules in the order in which they are asked',
      access: 'viewer',
      answer: RouteRules,
      handle: async ({ site }) => ({ rules: await store.routeRules(site) }),
    }),
    endpoint({
      method: 'put',
      path: '/sites/:site/route-rules',
      summary: 'Replace all route rules; they count for views that come from now on, within five seconds',
      access: 'editor',
      body: RouteRules,
      answer: RouteRules,
      handle: async ({ site, body }) => {
        await store.putRouteRules(site, body.rules);
        return { rules: await store.routeRules(site) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/sites/:site/route-rules/preview',
      summary: 'What rules would make of the newest views of a week; nothing is kept',
      access: 'viewer',
      body: RouteRules,
      answer: RouteRulesPreview,
      handle: async ({ site, body }) => {
        const range = { fromMs: now() - previewedMs, toMs: now() };
        return previewRules(body.rules, await store.views(site, range, { limit: previewedViews }));
      },
    }),
  ];
}
