/** Data health of a site: what arrives from which browser, what is refused and why, how far storing is behind. */
import { DataHealth, RangeQuery } from '@throughline/protocol';
import type { DrainFigures } from '../drain/host.ts';
import { mostRoutesPerDay } from '../enrich/route-book.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { toRange } from '../query/params.ts';
import type { Spool } from '../spool/spool.ts';
import type { Store } from '../store/store.ts';

export type DataHealthOptions = {
  store: Pick<Store, 'dataHealth'>;
  spool: Pick<Spool, 'stats'>;
  spoolBytes: number;
  drainFigures: Readonly<DrainFigures>;
  now?: () => number;
};

export function createDataHealthEndpoints(options: DataHealthOptions): Endpoint[] {
  const { store, spool, spoolBytes, drainFigures, now = Date.now } = options;
  return [
    endpoint({
      method: 'get',
      path: '/sites/:site/data-health',
      summary: 'What arrives from which browser, refusals, bots, routes, dead letters, spool and lag',
      access: 'viewer',
      query: RangeQuery.pick({ from: true, to: true }),
      answer: DataHealth,
      rows: ({ browsers }) => browsers,
      handle: async ({ site, query }) => {
        const { routes, ...health } = await store.dataHealth(site, toRange(query, now()));
        const { lagMs, lastStoredAtMs, retries } = drainFigures;
        return {
          ...health,
          routes: { ...routes, most: mostRoutesPerDay },
          spool: {
            bytes: spool.stats.bytes,
            mostBytes: spoolBytes,
            lagMs,
            lastStoredAt: lastStoredAtMs === null ? null : new Date(lastStoredAtMs).toISOString(),
            retries,
          },
        };
      },
    }),
  ];
}
