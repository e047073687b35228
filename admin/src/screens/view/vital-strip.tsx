/** The six vitals of one view. The thresholds are made for the 75th percentile of many: here they only orient. */
import type { ViewVitals } from '@throughline/protocol';
import { rate, type VitalName, vitalNames, vitals } from '@throughline/protocol/vitals';
import { formatThresholds, formatVital, ratingWords, vitalTitles } from '../../format/vital.ts';
import { RatingMark } from '../../ui/rating-mark.tsx';
import css from './vital-strip.module.css';

export function VitalStrip({ vitals: told }: { vitals: ViewVitals }) {
  return (
    <ul class={css.strip} aria-label="Vitals of this view">
      {vitalNames.map((name) => (
        <VitalFigure key={name} name={name} value={told[name]?.value} />
      ))}
    </ul>
  );
}

function VitalFigure({ name, value }: { name: VitalName; value: number | undefined }) {
  const rating = value === undefined ? null : rate(name, value);
  return (
    <li class={css.vital} title={`${vitalTitles[name]}: ${formatThresholds(name)}`}>
      <h2>{vitals[name].label}</h2>
      {value === undefined ? (
        <p class={css.none}>not measured</p>
      ) : (
        <>
          <p class={css.figure}>{formatVital(name, value)}</p>
          <p class={css.rating} data-rating={rating}>
            <RatingMark rating={rating} isSilent /> {rating && ratingWords[rating]}
          </p>
        </>
      )}
    </li>
  );
}
