import { expect, it } from 'vitest';
import { countStates, tellStates, worstState } from './budget-states.ts';

it('counts budgets of servers beside those of the site', () => {
  const reported = [{ service: 's', name: 'api', goodMs: 1, poorMs: 2, n: 9, reportedAt: '' }];
  const states = countStates({
    budgets: [],
    reported: [
      { ...reported[0], state: 'failing' } as never,
      { ...reported[0], state: 'not enough data' } as never,
    ],
  });
  expect(states).toEqual({ good: 0, needsImprovement: 0, poor: 1, notEnoughData: 1, all: 2 });
  expect(tellStates(states)).toBe('1 missed, 1 not enough data');
});

it('calls the worst state, and none where there is no budget', () => {
  expect(worstState(['good', 'notEnoughData', 'needsImprovement'])).toBe('needsImprovement');
  expect(worstState([])).toBeNull();
});
