/** One vital of a single view: its value beside the shape of its rating. */
import { rate, type VitalName } from '@throughline/protocol/vitals';
import { formatVital } from '../../format/vital.ts';
import { Hidden } from '../../ui/hidden.tsx';
import { RatingMark } from '../../ui/rating-mark.tsx';
import css from './view-value.module.css';

export function ViewVital({ name, value }: { name: VitalName; value: number | undefined }) {
  if (value === undefined) return <Missing />;
  const rating = rate(name, value);
  return (
    <span class={css.value} data-rating={rating}>
      <RatingMark rating={rating} />
      {formatVital(name, value)}
    </span>
  );
}

export function ViewNumber({
  value,
  format,
}: {
  value: number | undefined;
  format: (value: number) => string;
}) {
  if (value === undefined) return <Missing />;
  return <span class={css.number}>{format(value)}</span>;
}

function Missing() {
  return (
    <span class={css.missing}>
      <span aria-hidden="true">–</span>
      <Hidden>not measured</Hidden>
    </span>
  );
}
