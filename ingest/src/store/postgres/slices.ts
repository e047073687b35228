/** The one-dimensional cuts that views are rolled up by. Numbers stand in stored rows: never give one a new meaning. */
import { vitalNames } from '@throughline/protocol';
import { type Dimension, type ViewMetric, viewMetrics } from '../metrics.ts';

/** What a rollup is made of, where that is not raw data. */
export const finer = { day: 'hour', week: 'day' } as const;

export type Slice = {
  code: number;
  by: Dimension[];
  /** The rest is asked of raw views. Default: all. */
  metrics?: readonly ViewMetric[];
};

export const slices = [
  { code: 0, by: [] },
  { code: 1, by: ['route'] },
  // The widest by far: it holds what tables of segments show.
  { code: 2, by: ['route', 'device'], metrics: [...vitalNames, 'requestMs', 'sqlMs'] },
  { code: 3, by: ['device'] },
  { code: 4, by: ['country'] },
  { code: 5, by: ['browser'] },
  { code: 6, by: ['connection'] },
  { code: 7, by: ['release'] },
  { code: 8, by: ['navigationType'] },
  { code: 9, by: ['environment'] },
] as const satisfies Slice[];

export function metricsOf({ metrics = viewMetrics }: Slice): readonly ViewMetric[] {
  return metrics;
}

/** What is rolled up by name. Numbers stand in stored rows. */
export const partKinds = {
  endpoint: 1,
  query: 2,
  measure: 3,
  mark: 4,
  element: 5,
  request: 6,
  resource: 7,
  'third party': 8,
  timer: 9,
} as const;
export type PartKind = keyof typeof partKinds;

export const serverKinds: PartKind[] = ['endpoint', 'query', 'timer'];
export const pageKinds: PartKind[] = ['measure', 'mark', 'element', 'request', 'resource', 'third party'];
