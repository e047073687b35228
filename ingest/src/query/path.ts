/**
 * Where the time of a view went, and what would be if a part had taken less. TTFB = redirect + worker + DNS + connect +
 * TLS + network + app + SQL + cache + upstream; LCP = TTFB + load delay + load + render delay. What no server explains is
 * the network's, so that the parts always add up.
 */
import { type PathPart, type PathSplit, pathParts } from '@throughline/protocol';
import { Histogram } from '../store/histogram.ts';
import { thresholdsOf, type ViewMetric } from '../store/metrics.ts';
import type { ViewSample } from '../store/store.ts';
import { enoughViews } from './estimate.ts';

export type PathMetric = PathSplit['metric'];

const told = {
  redirect: 'redirectMs',
  worker: 'workerMs',
  dns: 'dnsMs',
  connect: 'connectMs',
  tls: 'tlsMs',
  app: 'appMs',
  sql: 'sqlMs',
  cache: 'cacheMs',
  upstream: 'upstreamMs',
  loadDelay: 'lcpLoadDelayMs',
  load: 'lcpLoadMs',
  renderDelay: 'lcpRenderDelayMs',
} as const satisfies Partial<Record<PathPart, ViewMetric>>;

/** What `partsOf` reads from a sample, in this order. */
export const pathMetrics: ViewMetric[] = ['ttfb', 'lcp', ...Object.values(told)];
const placeOf = new Map(pathMetrics.map((metric, at) => [metric, at]));

const serverParts: PathPart[] = ['app', 'sql', 'cache', 'upstream'];
const lcpParts: PathPart[] = ['loadDelay', 'load', 'renderDelay'];

type Parts = Partial<Record<PathPart, number>>;

/** @returns The parts of one view, adding up to the metric, or undefined when it was not measured. */
export function partsOf(metric: PathMetric, { values }: ViewSample): Parts | undefined {
  const value = (name: ViewMetric): number | null => values[placeOf.get(name) ?? -1] ?? null;
  const ttfb = value('ttfb');
  const whole = value(metric);
  if (ttfb === null || whole === null) return undefined;
  const parts: Parts = {};
  for (const part of pathParts) {
    if (part !== 'network' && !lcpParts.includes(part))
      parts[part] = value(told[part as keyof typeof told]) ?? 0;
  }
  fit(parts, ttfb, 'network');
  if (metric === 'ttfb') return parts;
  const render: Parts = {};
  for (const part of lcpParts) render[part] = value(told[part as keyof typeof told]) ?? 0;
  // Without sub-parts all that lies behind TTFB is rendering.
  fit(render, Math.max(0, whole - ttfb), 'renderDelay');
  return { ...parts, ...render };
}

/** Makes parts add up to a sum: the rest goes to one of them, too much is scaled down. */
function fit(parts: Parts, sum: number, rest: PathPart): void {
  const all = Object.values(parts).reduce((total, ms) => total + ms, 0);
  if (all <= sum) {
    parts[rest] = (parts[rest] ?? 0) + sum - all;
    return;
  }
  for (const part of Object.keys(parts) as PathPart[]) parts[part] = ((parts[part] ?? 0) * sum) / all;
}

/** @param value The percentile that the parts shall add up to. @param samples Views near it. */
export function splitPath(
  metric: PathMetric,
  value: number | undefined,
  samples: ViewSample[],
): Pick<PathSplit, 'value' | 'n' | 'enough' | 'explained' | 'parts'> {
  const sums = new Map<PathPart, number>();
  let n = 0;
  let explained = 0;
  let total = 0;
  for (const sample of samples) {
    const parts = partsOf(metric, sample);
    if (!parts) continue;
    n += 1;
    if (
      serverParts.some(
        (part) => (sample.values[placeOf.get(told[part as keyof typeof told]) ?? -1] ?? null) !== null,
      )
    )
      explained += 1;
    for (const part of pathParts) {
      const ms = (parts[part] ?? 0) * sample.weight;
      total += ms;
      sums.set(part, (sums.get(part) ?? 0) + ms);
    }
  }
  const parts = pathParts.flatMap((part) => {
    const sum = sums.get(part) ?? 0;
    if (total === 0 || value === undefined || sum === 0) return [];
    return [{ part, ms: (sum / total) * value, share: sum / total }];
  });
  return { value: value ?? null, n, enough: n >= enoughViews, explained: n === 0 ? 0 : explained / n, parts };
}

/** The distribution as it was, and as it would be if no view had spent more than the caps on those parts. */
export function whatIf(
  metric: PathMetric,
  caps: Partial<Record<PathPart, number>>,
  samples: ViewSample[],
): { asIs: Histogram; capped: Histogram } {
  const asIs = new Histogram();
  const capped = new Histogram();
  for (const sample of samples) {
    const parts = partsOf(metric, sample);
    if (!parts) continue;
    let before = 0;
    let after = 0;
    for (const [part, ms] of Object.entries(parts) as [PathPart, number][]) {
      before += ms;
      after += Math.min(ms, caps[part] ?? Number.POSITIVE_INFINITY);
    }
    asIs.add(before, sample.weight, thresholdsOf(metric));
    capped.add(after, sample.weight, thresholdsOf(metric));
  }
  return { asIs, capped };
}
