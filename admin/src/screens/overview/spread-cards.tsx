/** The six vitals over all listed routes: what part of the views was good. Follows the text filter. */
import type { RouteRow } from '@throughline/protocol';
import { type VitalName, vitalNames, vitals } from '@throughline/protocol/vitals';
import { ShareBar } from '../../charts/share-bar.tsx';
import { formatPlural, formatShare } from '../../format/count.ts';
import { formatThresholds, vitalTitles } from '../../format/vital.ts';
import { toSpread } from '../../state/good-share.ts';
import { Hidden } from '../../ui/hidden.tsx';
import { RatingMark } from '../../ui/rating-mark.tsx';
import css from './spread-cards.module.css';

export function SpreadCards({ rows }: { rows: readonly RouteRow[] }) {
  return (
    <ul class={css.cards} aria-label="Vitals over the listed routes">
      {vitalNames.map((name) => (
        <SpreadCard key={name} name={name} rows={rows} />
      ))}
    </ul>
  );
}

function SpreadCard({ name, rows }: { name: VitalName; rows: readonly RouteRow[] }) {
  const spread = toSpread(rows, name);
  return (
    <li class={css.card} title={formatThresholds(name)}>
      <div class={css.name}>
        <h2>{vitals[name].label}</h2>
        <span>{vitalTitles[name]}</span>
      </div>
      {spread.n === 0 ? (
        <p class={css.none}>Not measured in this period</p>
      ) : (
        <>
          <p class={css.figure}>
            {formatShare(spread.good)} <small>good of {formatPlural(spread.n, 'view')}</small>
          </p>
          <ShareBar shares={spread} size="large" />
          <p class={css.counts}>
            <span>
              <RatingMark rating="needs-improvement" isSilent />
              {formatShare(spread.needsImprovement)}
              <Hidden> needs improvement</Hidden>
            </span>
            <span>
              <RatingMark rating="poor" isSilent />
              {formatShare(spread.poor)} poor
            </span>
          </p>
        </>
      )}
    </li>
  );
}
