/** Questions about how views are distributed: in sum, over time, by segment, and where their time went. */
import {
  Attributed,
  Causes,
  ComparedQuery,
  DimensionName,
  FilterQuery,
  HistogramAnswer,
  MetricName,
  type PathPart,
  PathPart as PathPartName,
  PathSplit,
  ReleaseList,
  Segments,
  Series,
  Summary,
  WhatIf,
} from '@throughline/protocol';
import { z } from 'zod';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { Histogram } from '../store/histogram.ts';
import { thresholdsOf, type ViewMetric, viewMetrics } from '../store/metrics.ts';
import type { Measured, MeasuredGroup, Store, TimeRange } from '../store/store.ts';
import { toBars } from './bars.ts';
import { findCauses } from './causes.ts';
import { vitalEstimate } from './estimate.ts';
import { estimateOf, toEstimates } from './estimates.ts';
import { earlierThan, iso, toFilters, toRange } from './params.ts';
import { pathMetrics, splitPath, whatIf } from './path.ts';
import { readWholeView } from './whole-view.ts';

const dayMs = 86_400_000;

/** `?metric=lcp&metric=ttfb`. Default: all. */
const Metrics = z
  .union([MetricName, z.array(MetricName).max(viewMetrics.length)])
  .optional()
  .transform((value): readonly ViewMetric[] => (value === undefined ? viewMetrics : [value].flat()));

const PathQuery = FilterQuery.extend({ metric: z.enum(['ttfb', 'lcp']).default('lcp') });

/** `sql:50`: at most 50 ms of SQL. */
const Cap = z
  .string()
  .regex(/^[a-zA-Z]+:\d{1,8}(\.\d+)?$/, 'Write part:milliseconds, for example sql:50.')
  .transform((text, context): [PathPart, number] => {
    const [name = '', ms = ''] = text.split(':');
    const part = PathPartName.safeParse(name);
    if (part.success) return [part.data, Number(ms)];
    context.addIssue(`There is no part "${name}". Parts: ${PathPartName.options.join(', ')}.`);
    return z.NEVER;
  });

/** Raw views that one answer is worked out from; more say nothing new about a percentile. */
const enoughSamples = 4_000;
const mostSamples = 20_000;
/** Whole views that causes are read from. */
const causeViews = 40;
/** Percentile ranks on either side that count as near. */
const bandWidth = 0.05;

type AnalysisOptions = { store: Store; now?: () => number };

export function createAnalysisEndpoints({ store, now = Date.now }: AnalysisOptions): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/sites/:site/summary',
      summary: 'Every metric of the range, beside an earlier one',
      access: 'viewer',
      query: ComparedQuery.extend({ metric: Metrics }),
      answer: Summary,
      handle: async ({ site, query }) => {
        const range = toRange(query, now());
        const question = { metrics: query.metric, filters: toFilters(query) };
        const measured = await store.measure(site, { ...question, range });
        const earlier = await store.measure(site, { ...question, range: earlierThan(range, query.compare) });
        const { views, metrics } = whole(measured, query.metric, query.percentile);
        return {
          ...sourceOf(measured, query.percentile),
          views,
          metrics,
          previous: { ...spanOf(earlier.range), ...whole(earlier, query.metric, query.percentile) },
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/series',
      summary: 'Metrics over time, beside those of an earlier range',
      access: 'viewer',
      query: ComparedQuery.extend({
        metric: Metrics,
        step: z.enum(['hour', 'day', 'week', 'month']).optional(),
      }),
      answer: Series,
      rows: ({ points }) => points,
      handle: async ({ site, query }) => {
        const range = toRange(query, now());
        const step = query.step ?? stepFor(range);
        const question = { metrics: query.metric, filters: toFilters(query), step };
        const measured = await store.measure(site, { ...question, range });
        const earlier = await store.measure(site, { ...question, range: earlierThan(range, query.compare) });
        const toPoint = ({ atMs = 0, views, histograms }: MeasuredGroup): Series['points'][number] => ({
          at: iso(atMs),
          views,
          metrics: toEstimates(histograms, query.metric, query.percentile),
        });
        return {
          ...sourceOf(measured, query.percentile),
          step,
          points: measured.groups.map(toPoint),
          previousFrom: iso(earlier.range.fromMs),
          previous: earlier.groups.map(toPoint),
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/histogram',
      summary: 'How one metric is distributed',
      access: 'viewer',
      query: FilterQuery.extend({ metric: MetricName }),
      answer: HistogramAnswer,
      rows: ({ bars }) => bars,
      handle: async ({ site, query }) => {
        const { metric, percentile } = query;
        const measured = await store.measure(site, {
          range: toRange(query, now()),
          metrics: [metric],
          filters: toFilters(query),
        });
        const [group = noGroup] = measured.groups;
        const histogram = group.histograms[metric];
        const at = (ratio: number): number => histogram?.quantile(ratio) ?? 0;
        const thresholds = thresholdsOf(metric);
        return {
          ...sourceOf(measured, percentile),
          metric,
          views: group.views,
          estimate: estimateOf(group.histograms, metric, percentile) ?? null,
          thresholds: thresholds ? { good: thresholds.good, poor: thresholds.poor } : null,
          percentiles: histogram
            ? { p50: at(0.5), p75: at(0.75), p90: at(0.9), p95: at(0.95), p99: at(0.99) }
            : null,
          bars: histogram ? toBars(histogram, at(0.99), thresholds) : [],
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/segments',
      summary: 'Metrics by the values of one dimension',
      access: 'viewer',
      query: FilterQuery.extend({
        by: DimensionName,
        metric: Metrics,
        limit: z.coerce.number().int().min(1).max(200).default(20),
      }),
      answer: Segments,
      rows: ({ segments }) => segments,
      handle: async ({ site, query }) => {
        const measured = await store.measure(site, {
          range: toRange(query, now()),
          metrics: query.metric,
          filters: toFilters(query),
          by: query.by,
          page: { limit: query.limit, offset: 0 },
        });
        return {
          ...sourceOf(measured, query.percentile),
          by: query.by,
          segments: measured.groups.map(({ value = '', views, histograms }) => ({
            value,
            views,
            metrics: toEstimates(histograms, query.metric, query.percentile),
          })),
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/split',
      summary: 'Where the time of the views near a percentile went; the parts add up to it',
      access: 'viewer',
      query: PathQuery,
      answer: PathSplit,
      rows: ({ parts }) => parts,
      handle: async ({ site, query }) => {
        const { metric, percentile } = query;
        const range = toRange(query, now());
        const filters = toFilters(query);
        const measured = await store.measure(site, { range, metrics: [metric], filters });
        const histogram = measured.groups[0]?.histograms[metric] ?? new Histogram();
        const samples = await store.sample(site, {
          range,
          metrics: pathMetrics,
          filters,
          band: { metric, ...bandAround(histogram, percentile) },
          // The database passes over the views outside the band, too.
          share: Math.min(1, enoughSamples / histogram.n),
          limit: mostSamples,
        });
        return {
          ...spanOf(measured.range),
          percentile,
          metric,
          ...splitPath(metric, histogram.quantile(percentile / 100), samples),
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/what-if',
      summary: 'The percentile as it would be if a part of the path had been capped',
      access: 'viewer',
      query: PathQuery.extend({ cap: z.union([Cap, z.array(Cap).max(10)]) }),
      answer: WhatIf,
      handle: async ({ site, query }) => {
        const { metric, percentile } = query;
        const range = toRange(query, now());
        const caps = toCaps(query.cap);
        const filters = toFilters(query);
        const { groups } = await store.measure(site, { range, metrics: [], filters });
        const samples = await store.sample(site, {
          range,
          metrics: pathMetrics,
          filters,
          share: Math.min(1, enoughSamples / (groups[0]?.views ?? 1)),
          limit: mostSamples,
        });
        const { asIs, capped } = whatIf(metric, caps, samples);
        return {
          ...spanOf(range),
          percentile,
          metric,
          caps,
          now: vitalEstimate(asIs, percentile) ?? null,
          capped: vitalEstimate(capped, percentile) ?? null,
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/causes',
      summary: 'Statements, resources and scripts behind the views near a percentile',
      access: 'viewer',
      query: FilterQuery.extend({ metric: MetricName.default('lcp') }),
      answer: Causes,
      handle: async ({ site, query }) => {
        const { metric, percentile } = query;
        const range = toRange(query, now());
        const filters = toFilters(query);
        const measured = await store.measure(site, { range, metrics: [metric], filters });
        const histogram = measured.groups[0]?.histograms[metric] ?? new Histogram();
        const listed = await store.views(site, range, {
          filters,
          limit: causeViews,
          band: { metric, ...bandAround(histogram, percentile) },
        });
        const views = await Promise.all(listed.map(({ id }) => readWholeView(store, site, id)));
        return {
          ...spanOf(measured.range),
          percentile,
          metric,
          ...findCauses(views.filter((view) => view !== undefined).filter(({ isWhole }) => isWhole)),
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/attribution',
      summary: 'Which elements and scripts stand behind a vital',
      access: 'viewer',
      query: FilterQuery.extend({
        what: z.enum(['lcpTarget', 'inpTarget', 'inpScript', 'clsTarget']),
        limit: z.coerce.number().int().min(1).max(100).default(10),
      }),
      answer: Attributed,
      rows: ({ items }) => items,
      handle: async ({ site, query }) => {
        const { what, limit } = query;
        const items = await store.attributed(site, {
          range: toRange(query, now()),
          what,
          filters: toFilters(query),
          limit,
        });
        return {
          what,
          items: items.flatMap(({ name, views, histogram }) => {
            const told = vitalEstimate(histogram, query.percentile);
            return told ? [{ name, views, estimate: told }] : [];
          }),
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/releases',
      summary: 'Releases that reported, with when each was seen first',
      access: 'viewer',
      query: FilterQuery.pick({ from: true, to: true }),
      answer: ReleaseList,
      rows: ({ releases }) => releases,
      handle: async ({ site, query }) => {
        const values = await store.values(site, 'release', toRange(query, now()));
        const releases = values.map(({ value, views, firstAtMs }) => ({
          release: value,
          views,
          firstSeen: iso(firstAtMs),
        }));
        return { releases: releases.sort((a, b) => (a.firstSeen < b.firstSeen ? 1 : -1)) };
      },
    }),
  ];
}

/** What the views near a percentile measured. A histogram is within 1 % of what it was made of. */
function bandAround(histogram: Histogram, percentile: number): { low: number; high: number } {
  const near = (ratio: number): number => histogram.quantile(Math.min(1, Math.max(0, ratio))) ?? 0;
  return {
    low: near(percentile / 100 - bandWidth) * 0.99,
    high: near(percentile / 100 + bandWidth) * 1.01,
  };
}

const noGroup: MeasuredGroup = { views: 0, histograms: {} };

function whole(
  { groups }: Measured,
  metrics: readonly ViewMetric[],
  percentile: number,
): Pick<Summary, 'views' | 'metrics'> {
  const [{ views, histograms } = noGroup] = groups;
  return { views, metrics: toEstimates(histograms, metrics, percentile) };
}

function spanOf({ fromMs, toMs }: TimeRange): { from: string; to: string } {
  return { from: iso(fromMs), to: iso(toMs) };
}

function sourceOf(
  { source, range }: Measured,
  percentile: number,
): { source: Measured['source']; from: string; to: string; percentile: number } {
  return { source, ...spanOf(range), percentile };
}

function stepFor({ fromMs, toMs }: TimeRange): 'hour' | 'day' | 'week' {
  if (toMs - fromMs <= 4 * dayMs) return 'hour';
  return toMs - fromMs <= 120 * dayMs ? 'day' : 'week';
}

function toCaps(told: [PathPart, number] | [PathPart, number][]): Partial<Record<PathPart, number>> {
  const list = typeof told[0] === 'string' ? [told as [PathPart, number]] : (told as [PathPart, number][]);
  return Object.fromEntries(list);
}
