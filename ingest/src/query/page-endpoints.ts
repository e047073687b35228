/** Questions about what pages name: measures, their own API requests, what they load. */
import { limits, MeasureList, RequestList, ResourceList } from '@throughline/protocol';
import { z } from 'zod';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import type { Store } from '../store/store.ts';
import { estimate } from './estimate.ts';
import { toNamed } from './named-parts.ts';
import { PartsQuery, toRange } from './params.ts';

const PageQuery = PartsQuery.extend({
  /** Only pages of this route. */
  route: z.string().max(limits.routeLength).optional(),
});

type PageOptions = { store: Store; now?: () => number };

export function createPageEndpoints({ store, now = Date.now }: PageOptions): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/sites/:site/measures',
      summary: 'Measures, marks and elements that pages named',
      access: 'viewer',
      query: PageQuery.extend({ kind: z.enum(['measure', 'mark', 'element']).default('measure') }),
      answer: MeasureList,
      rows: ({ items }) => items,
      handle: async ({ site, query }) => {
        const { kind, route, limit } = query;
        const parts = await store.parts(site, { kind, range: toRange(query, now()), route, limit });
        return { kind, items: parts.map((part) => toNamed(part, query.percentile)) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/requests',
      summary: 'The pages’ own API requests, client and server time side by side',
      access: 'viewer',
      query: PageQuery,
      answer: RequestList,
      rows: ({ requests }) => requests,
      handle: async ({ site, query }) => {
        const { route, limit } = query;
        const parts = await store.parts(site, {
          kind: 'request',
          range: toRange(query, now()),
          route,
          limit,
        });
        return {
          requests: parts.map((part) => ({
            ...toNamed(part, query.percentile),
            server: (part.inner && estimate(part.inner, query.percentile)) ?? null,
          })),
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/resources',
      summary: 'What pages load, by type or by foreign host',
      access: 'viewer',
      query: PageQuery.extend({ by: z.enum(['type', 'host']).default('type') }),
      answer: ResourceList,
      rows: ({ items }) => items,
      handle: async ({ site, query }) => {
        const { by, route, limit } = query;
        const kind = by === 'type' ? 'resource' : 'third party';
        const parts = await store.parts(site, { kind, range: toRange(query, now()), route, limit });
        return { by, items: parts.map((part) => toNamed(part, query.percentile)) };
      },
    }),
  ];
}
