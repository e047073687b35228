/** What was measured of budgets' metrics in their scopes: by browsers, or by servers. */
import type { BudgetScope } from '@throughline/protocol';
import { Histogram } from '../store/histogram.ts';
import type { Filters } from '../store/metrics.ts';
import type { NamedPart, Store, TimeRange } from '../store/store.ts';
import type { Measure } from './evaluate.ts';

/** More names than a site has: all of them are asked for. */
const allNames = 1_000_000;

/** Meant for one round over all budgets: what several of them look at is read once. */
export function createMeasure(store: Pick<Store, 'measure' | 'parts'>): Measure {
  const known = new Map<string, Promise<NamedPart[]>>();
  const partsOf = (site: string, kind: 'endpoint' | 'query', range: TimeRange): Promise<NamedPart[]> => {
    const key = JSON.stringify([site, kind, range]);
    const parts = known.get(key) ?? store.parts(site, { kind, range, limit: allNames });
    known.set(key, parts);
    return parts;
  };

  return async (site, { metric, scope }, range) => {
    if (metric === 'endpointMs')
      return sumOf(await partsOf(site, 'endpoint', range), scope.service, scope.endpoint);
    if (metric === 'queryMs') return sumOf(await partsOf(site, 'query', range), scope.service, scope.query);
    const { groups } = await store.measure(site, { range, metrics: [metric], filters: toFilters(scope) });
    return groups[0]?.histograms[metric];
  };
}

/** The store names an endpoint `service\nGET /route`, a statement `service\nfingerprint`. */
function sumOf(parts: NamedPart[], service: string | undefined, name: string | undefined): Histogram {
  const sum = new Histogram();
  for (const part of parts) {
    const [ofService, itsName] = part.name.split('\n');
    const isMeant = (!service || service === ofService) && (!name || name === itsName);
    if (isMeant) sum.merge(part.duration);
  }
  return sum;
}

function toFilters({ route, device }: BudgetScope): Filters {
  return { ...(route && { route: [route] }), ...(device && { device: [device] }) };
}
