/** What every number on a screen speaks of: a span of time, a percentile, chosen values of dimensions. Lives in the address. */
import type { DimensionName } from '@throughline/protocol';
import { type Percentile, parsePercentile } from './filters.ts';
import { parseRange, type Range, rangeQuery } from './range.ts';

/** Every dimension but the route, which has a screen of its own. */
export const filterNames = [
  'device',
  'browser',
  'os',
  'country',
  'connection',
  'release',
  'navigationType',
  'environment',
] as const satisfies readonly Exclude<DimensionName, 'route'>[];
export type FilterName = (typeof filterNames)[number];

export const dimensionTitles: Record<DimensionName, string> = {
  route: 'Route',
  device: 'Device',
  browser: 'Browser',
  os: 'System',
  country: 'Country',
  connection: 'Connection',
  release: 'Release',
  navigationType: 'Navigation',
  environment: 'Environment',
};

export type Chosen = { name: FilterName; values: readonly string[] };

export type Scope = {
  range: Range;
  percentile: Percentile;
  filters: readonly Chosen[];
};

export function parseScope(params: URLSearchParams): Scope {
  return {
    range: parseRange(params),
    percentile: parsePercentile(params),
    filters: filterNames
      .map((name) => ({ name, values: [...new Set(params.getAll(name))].filter((value) => value !== '') }))
      .filter(({ values }) => values.length > 0),
  };
}

/** `servers`: servers know no filters. `span`: nothing but the span of time. */
export type Asks = 'views' | 'servers' | 'span' | 'nothing';

/** As query parameters of the read API. */
export function scopeQuery(
  { range, percentile, filters }: Scope,
  asks: Asks,
  nowMs: number,
): [name: string, value: string][] {
  if (asks === 'nothing') return [];
  const query: [string, string][] = Object.entries(rangeQuery(range, nowMs));
  if (asks === 'span') return query;
  query.push(['percentile', String(percentile)]);
  if (asks === 'servers') return query;
  for (const { name, values } of filters) for (const value of values) query.push([name, value]);
  return query;
}

/** Parameters that every link between screens carries along. */
const sharedParams = ['range', 'from', 'to', 'percentile', 'compare', ...filterNames];

/** Only what the next screen shares with this one. */
export function keepShared(params: URLSearchParams): URLSearchParams {
  const kept = new URLSearchParams();
  for (const name of sharedParams) {
    for (const value of params.getAll(name)) kept.append(name, value);
  }
  return kept;
}
