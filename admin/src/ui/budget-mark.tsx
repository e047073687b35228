/** How a budget stands: a shape and a word, never a colour alone. */
import type { BudgetState } from '@throughline/protocol';
import type { Rating } from '@throughline/protocol/vitals';
import { stateWords } from '../state/budget-states.ts';
import css from './budget-mark.module.css';
import { RatingMark } from './rating-mark.tsx';

const ratings: Record<BudgetState, Rating | null> = {
  good: 'good',
  needsImprovement: 'needs-improvement',
  poor: 'poor',
  notEnoughData: null,
};

export function BudgetMark({ state }: { state: BudgetState }) {
  return (
    <span class={css.mark} data-state={state}>
      <RatingMark rating={ratings[state]} isSilent />
      {stateWords[state]}
    </span>
  );
}
