/** Holds what was measured against the budgets of the house. */
import type { EndpointResult } from './tally.ts';

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
