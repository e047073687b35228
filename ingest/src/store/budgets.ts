/** The part of the store that holds budgets, how they stand, and how they stood. */
import type { Budget, BudgetHistory, NewBudget, ReportedBudget, Standing } from '@throughline/protocol';

export interface BudgetStore {
  /** Of every site. */
  allBudgets(): Promise<(Budget & { site: string })[]>;
  budgetsOf(site: string): Promise<Budget[]>;
  /** What its servers told in the last day of budgets that they keep by themselves. */
  reportedBudgetsOf(site: string): Promise<ReportedBudget[]>;
  /** @returns Undefined when the site has `most` already. */
  addBudget(site: string, budget: NewBudget, most: number): Promise<Budget | undefined>;
  /** Its past is kept. @returns Undefined when there is none with this id. */
  changeBudget(site: string, id: string, budget: NewBudget): Promise<Budget | undefined>;
  deleteBudget(site: string, id: string): Promise<boolean>;
  budgetHistory(
    site: string,
    id: string,
    range: { fromMs: number; toMs: number },
  ): Promise<BudgetHistory | undefined>;
  /** Keeps how budgets stand now, and notes whose state has changed. Throws when the term is over. */
  saveStandings(term: number, atMs: number, standings: (Standing & { id: string })[]): Promise<void>;
}
