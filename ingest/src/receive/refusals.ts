/** Counts what the doors refuse: at once for /metrics, and now and then for the site's own data health. */
import type { ProblemCode } from '@throughline/protocol';
import type { Metrics } from '../health/metrics.ts';

type Counted = { site: string; hourMs: number; reason: string; count: number };

export type Refusals = {
  count(site: string | undefined, reason: ProblemCode): void;
  /** Hands over what has gathered; if that fails it is kept for the next time. */
  flush(): Promise<void>;
};

const hourMs = 3_600_000;
/** Sites × reasons × hours kept while the database is away. */
const mostKept = 10_000;

export function createRefusals(
  metrics: Pick<Metrics, 'refused'>,
  keep: (refusals: Counted[]) => Promise<void>,
  now: () => number = Date.now,
): Refusals {
  let gathered = new Map<string, Counted>();

  const add = (counted: Counted): void => {
    const key = `${counted.site} ${counted.hourMs} ${counted.reason}`;
    const known = gathered.get(key);
    if (known) known.count += counted.count;
    else if (gathered.size < mostKept) gathered.set(key, counted);
  };

  return {
    count: (site, reason) => {
      metrics.refused.inc({ site: site ?? '', reason });
      if (site) add({ site, hourMs: Math.floor(now() / hourMs) * hourMs, reason, count: 1 });
    },
    flush: async () => {
      const handed = [...gathered.values()];
      gathered = new Map();
      try {
        await keep(handed);
      } catch (error) {
        for (const counted of handed) add(counted);
        throw error;
      }
    },
  };
}
