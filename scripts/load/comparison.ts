/**
 * The run's own figures beside a monitor's: counts, and percentiles of the same requests. A client always waits longer than the
 * server works: for the network, and in the queue before the server's event loop. How long the server worked it tells with
 * each answer (`X-Response-Time`), so that a difference is seen to lie outside the server, or to be the monitor's mistake.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Compared, Figure, Figures, Monitor } from './monitors.ts';
import type { EndpointResult } from './tally.ts';

export type Agreement =
  /** Within `tolerance` of the run. */
  | 'agrees'
  /** Less than the run, but as much as the server told of these requests. */
  | 'outside'
  /** Something else than the run, and than the server told. */
  | 'differs'
  /** Others asked the same meanwhile, or it happened too seldom to say. */
  | 'unknown';

export type Percentile = keyof Compared;

export type Comparison = {
  endpoint: string;
  /** Requests of the run. */
  count: number;
  /** Those of the run that the monitor has not counted, and those of others that it has. */
  lost: number;
  others: number;
  /** How many requests the percentiles are made of. */
  n: number;
  runMs: Compared;
  /** What the server told of them; undefined when it tells nothing. */
  toldMs: Compared | undefined;
  monitorMs: Compared;
  agreement: Record<Percentile, Agreement>;
};

export type Compare = { monitor: Monitor['name']; endpoints: Comparison[] };

/** A share; below `floorMs` the ticks of event loops are larger than that. */
export const tolerance = 0.05;
const floorMs = 0.5;
const enough = 30;
/** Share of foreign requests with which percentiles are no longer those of the run. */
const mostForeign = 0.01;
const countedWithinMs = 60_000;
const askEveryMs = 500;

export const percentiles = ['p50', 'p95', 'p99'] as const satisfies Percentile[];

/** Waits until the monitor has counted the whole run, though not for ever. @param before Its reading from before the run. */
export async function compareWith(
  monitor: Monitor,
  before: Figures,
  results: readonly EndpointResult[],
): Promise<Compare> {
  const untilMs = Date.now() + countedWithinMs;
  for (;;) {
    const after = await monitor.read();
    const endpoints = results.map((result) =>
      compare(result, before.get(result.endpoint)?.count ?? 0, after.get(result.endpoint)),
    );
    if (endpoints.every(({ lost }) => lost === 0) || Date.now() > untilMs)
      return { monitor: monitor.name, endpoints };
    await sleep(askEveryMs);
  }
}

/** Whether nothing is missing there and no percentile is the monitor's mistake. */
export function isAgreed({ endpoints }: Compare): boolean {
  return endpoints.every(
    ({ lost, agreement }) => lost === 0 && percentiles.every((name) => agreement[name] !== 'differs'),
  );
}

export function compare(result: EndpointResult, countBefore: number, after: Figure | undefined): Comparison {
  const { endpoint, count } = result;
  const { n, ms } = after ?? { n: 0, ms: { p50: 0, p95: 0, p99: 0 } };
  const counted = (after?.count ?? 0) - countBefore;
  const timed = result.lastTimed.slice(-Math.max(1, n));
  const runMs = n < count ? ranksOf(timed.map(({ serviceMs }) => serviceMs)) : result.serviceMs;
  const told = n < count ? ranksOf(timed.flatMap(({ toldMs }) => toldMs ?? [])) : result.toldMs;
  const toldMs = timed.some((one) => one.toldMs !== undefined) ? told : undefined;
  // With as many or fewer in its percentiles than came from the run, all the last ones are the run's.
  const foreign = Math.max(n - count, counted - count) / Math.max(1, n);
  const isKnown = n >= enough && foreign <= mostForeign;
  const agreementOf = (name: Percentile): Agreement =>
    isKnown ? judge(runMs[name], toldMs?.[name], ms[name]) : 'unknown';

  return {
    endpoint,
    count,
    lost: Math.max(0, count - counted),
    others: Math.max(0, counted - count),
    n: Math.min(n, count),
    runMs: pick(runMs),
    toldMs: toldMs && pick(toldMs),
    monitorMs: ms,
    agreement: { p50: agreementOf('p50'), p95: agreementOf('p95'), p99: agreementOf('p99') },
  };
}

function judge(runMs: number, toldMs: number | undefined, monitorMs: number): Agreement {
  const roomMs = Math.max(floorMs, tolerance * monitorMs);
  if (Math.abs(runMs - monitorMs) <= roomMs) return 'agrees';
  // What is told ends with the headers, what the monitor counts with the last byte: it may be more, and never less.
  const isTold = toldMs !== undefined && monitorMs >= toldMs - roomMs;
  return monitorMs < runMs && isTold ? 'outside' : 'differs';
}

function ranksOf(values: number[]): Compared {
  const sorted = values.sort((a, b) => a - b);
  const rank = (ratio: number) => sorted[Math.max(0, Math.ceil(ratio * sorted.length) - 1)] ?? 0;
  return { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99) };
}

function pick({ p50, p95, p99 }: Compared): Compared {
  return { p50, p95, p99 };
}
