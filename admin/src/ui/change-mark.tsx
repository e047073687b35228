/** How a number stands against an earlier span of the same length. */
import type { Estimate } from '@throughline/protocol';
import { toChange } from '../state/change.ts';
import css from './change-mark.module.css';

type ChangeMarkProps = {
  now: Estimate | undefined;
  before: Estimate | undefined;
  format: (value: number) => string;
};

/** Less is better in everything that is shown here. */
export function ChangeMark({ now, before, format }: ChangeMarkProps) {
  const change = toChange(now, before);
  if (!change) return <span class={css.change}>nothing to compare with</span>;
  const { difference, isCertain } = change;
  const kind = !isCertain ? 'unsure' : difference > 0 ? 'worse' : 'better';
  const told = format(Math.abs(difference));
  const isNothing = told === format(0);
  const sign = isNothing ? '' : difference > 0 ? '+' : '−';
  const title = isCertain
    ? 'The intervals of both periods are apart'
    : 'The intervals of both periods overlap: this may be chance';
  return (
    <span class={css.change} data-kind={kind} title={title}>
      {!isCertain ? '≈' : difference > 0 ? '▲ worse' : '▼ better'} {sign}
      {told}
      {isCertain || isNothing ? '' : ', may be chance'}
    </span>
  );
}
