/** Holds what was measured against the budgets of the house, and beside what the server's own monitor says. */
import type { EndpointResult, Percentiles } from './tally.ts';

export type Budget = {
  /** p95 of the response time that is good, and the one above which the budget is broken. */
  goodMs: number;
  poorMs: number;
  /** Share of errors above which the budget is broken, 0–1. */
  errorRatio: number;
};

/** The house's budget for an API: see docs/metrics.md. */
export const usualBudget: Budget = { goodMs: 200, poorMs: 500, errorRatio: 0.01 };

export type BudgetState = 'ok' | 'over' | 'failing' | 'not enough data';

/** Fewer say nothing of a p95. */
const enough = 30;

export function stateOf({ count, errors, responseMs }: EndpointResult, budget: Budget): BudgetState {
  if (errors / count > budget.errorRatio) return 'failing';
  if (count < enough) return 'not enough data';
  if (responseMs.p95 > budget.poorMs) return 'failing';
  return responseMs.p95 > budget.goodMs ? 'over' : 'ok';
}

/** What `GET /metrics/performance/endpoints` of a monitored server says of one endpoint; of its last 1,000 requests. */
export type Monitored = {
  method: string;
  route: string;
  durationMs: { n: number; median: number; p95: number; p99: number };
};

export type Compared = Pick<Percentiles, 'p50' | 'p95' | 'p99'>;

/** The same percentiles of the same last requests, ours and the monitor's. Undefined when it did not tell of them. */
export type Comparison = { n: number; oursMs: Compared; monitorMs: Compared };

export function compare(
  { endpoint, lastServiceMs }: EndpointResult,
  monitored: readonly Monitored[],
): Comparison | undefined {
  const told = monitored.find(({ method, route }) => `${method} ${route}` === endpoint)?.durationMs;
  if (!told || lastServiceMs.length === 0) return undefined;

  const sorted = lastServiceMs.slice(-told.n).sort((a, b) => a - b);
  const rank = (ratio: number) => sorted[Math.max(0, Math.ceil(ratio * sorted.length) - 1)] ?? 0;
  return {
    n: sorted.length,
    oursMs: { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99) },
    monitorMs: { p50: told.median, p95: told.p95, p99: told.p99 },
  };
}
