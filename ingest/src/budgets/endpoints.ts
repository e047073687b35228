/** Budgets of a site: client and server metrics in one list. */
import {
  Budget,
  BudgetHistory,
  BudgetList,
  BudgetPresets,
  NewBudget,
  RangeQuery,
} from '@throughline/protocol';
import { z } from 'zod';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { Refusal } from '../http/problem.ts';
import { toRange } from '../query/params.ts';
import type { BudgetStore } from '../store/budgets.ts';
import { presets } from './presets.ts';

const BudgetId = z.object({ id: z.uuid() });
const HistoryQuery = RangeQuery.pick({ from: true, to: true });
/** Each is looked at once a minute. */
const mostBudgets = 200;

export function createBudgetEndpoints(store: BudgetStore, now: () => number = Date.now): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/budget-presets',
      summary: 'Budgets to begin with',
      access: 'user',
      answer: BudgetPresets,
      handle: async () => ({ presets }),
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/budgets',
      summary: 'Budgets and how they stand, with those that servers keep by themselves',
      access: 'viewer',
      answer: BudgetList,
      rows: ({ budgets }) => budgets,
      handle: async ({ site }) => ({
        budgets: await store.budgetsOf(site),
        reported: await store.reportedBudgetsOf(site),
      }),
    }),
    endpoint({
      method: 'post',
      path: '/sites/:site/budgets',
      summary: 'Create a budget; it is looked at within a minute',
      access: 'editor',
      status: 201,
      body: NewBudget,
      answer: Budget,
      handle: async ({ site, body }) => {
        const budget = await store.addBudget(site, body, mostBudgets);
        if (budget) return budget;
        throw new Refusal('conflict', `A site has at most ${mostBudgets} budgets. Delete one first.`);
      },
    }),
    endpoint({
      method: 'get',
      path: '/sites/:site/budgets/:id',
      summary: 'One budget with its past: changes of state, and how it stood hour by hour',
      access: 'viewer',
      params: BudgetId,
      query: HistoryQuery,
      answer: BudgetHistory,
      rows: ({ hours }) => hours,
      handle: async ({ site, params, query }) =>
        found(await store.budgetHistory(site, params.id, toRange(query, now()))),
    }),
    endpoint({
      method: 'put',
      path: '/sites/:site/budgets/:id',
      summary: 'Change a budget; its past is kept',
      access: 'editor',
      params: BudgetId,
      body: NewBudget,
      answer: Budget,
      handle: async ({ site, params, body }) => found(await store.changeBudget(site, params.id, body)),
    }),
    endpoint({
      method: 'delete',
      path: '/sites/:site/budgets/:id',
      summary: 'Delete a budget and its past',
      access: 'editor',
      params: BudgetId,
      answer: null,
      handle: async ({ site, params }) => found((await store.deleteBudget(site, params.id)) || undefined),
    }),
  ];
}

function found<T>(value: T | undefined): T {
  if (value === undefined)
    throw new Refusal('not_found', 'There is no such budget. It may have been deleted.');
  return value;
}
