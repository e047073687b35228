/** How many budgets stand how, those that servers keep by themselves included. Pure. */
import type { BudgetList, BudgetState } from '@throughline/protocol';

export type BudgetStates = Record<BudgetState, number> & { all: number };

/** The words of the servers' own reports. */
const reportedStates: Record<BudgetList['reported'][number]['state'], BudgetState> = {
  ok: 'good',
  over: 'needsImprovement',
  failing: 'poor',
  'not enough data': 'notEnoughData',
};

export function toBudgetState(reported: BudgetList['reported'][number]['state']): BudgetState {
  return reportedStates[reported];
}

export function countStates({ budgets, reported }: BudgetList): BudgetStates {
  const counted = { good: 0, needsImprovement: 0, poor: 0, notEnoughData: 0, all: 0 };
  const states = [...budgets.map(({ state }) => state), ...reported.map(({ state }) => toBudgetState(state))];
  for (const state of states) {
    counted[state] += 1;
    counted.all += 1;
  }
  return counted;
}

export const stateWords: Record<BudgetState, string> = {
  good: 'good',
  needsImprovement: 'over',
  poor: 'missed',
  notEnoughData: 'not enough data',
};

/** `3 good, 1 over, 2 not enough data` */
export function tellStates(states: BudgetStates): string {
  const told = (Object.keys(stateWords) as BudgetState[])
    .filter((state) => states[state] > 0)
    .map((state) => `${states[state]} ${stateWords[state]}`);
  return told.length === 0 ? 'there are presets to begin with' : told.join(', ');
}

const fromWorst: readonly BudgetState[] = ['poor', 'needsImprovement', 'good', 'notEnoughData'];

/** @returns null when there are none. */
export function worstState(states: readonly BudgetState[]): BudgetState | null {
  return fromWorst.find((state) => states.includes(state)) ?? null;
}
