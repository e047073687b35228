/** The six vitals of all views in scope: the percentile, what stands behind it, its course and its change. */
import type { Series, Summary, VitalEstimate } from '@throughline/protocol';
import { rate, type VitalName, vitalNames, vitals } from '@throughline/protocol/vitals';
import { ShareBar } from '../charts/share-bar.tsx';
import { Sparkline } from '../charts/sparkline.tsx';
import { formatCount, formatRoundCount } from '../format/count.ts';
import { formatThresholds, formatVital, formatVitalInterval, vitalTitles } from '../format/vital.ts';
import { ChangeMark } from '../ui/change-mark.tsx';
import { RatingMark } from '../ui/rating-mark.tsx';
import css from './vital-cards.module.css';

type VitalCardsProps = { summary: Summary; series: Series | null };

export function VitalCards({ summary, series }: VitalCardsProps) {
  return (
    <ul class={css.cards} aria-label={`Vitals, p${summary.percentile} of all views in scope`}>
      {vitalNames.map((name) => (
        <li class={css.card} key={name} title={formatThresholds(name)} data-vital={name}>
          <div class={css.name}>
            <h2>
              {vitals[name].label} p{summary.percentile}
            </h2>
            <span>{vitalTitles[name]}</span>
          </div>
          <Card name={name} summary={summary} series={series} />
        </li>
      ))}
    </ul>
  );
}

function Card({ name, summary, series }: VitalCardsProps & { name: VitalName }) {
  // A vital is always told with its shares.
  const estimate = summary.metrics[name] as VitalEstimate | undefined;
  if (!estimate) return <p class={css.none}>Not measured in this period</p>;

  const { value, low, high, n, enough } = estimate;
  const rating = enough ? rate(name, value) : null;
  const course = series?.points.map(({ metrics }) => metrics[name]?.value ?? null) ?? [];
  return (
    <>
      <p class={css.figure} data-rating={rating ?? 'none'}>
        <RatingMark rating={rating} />
        {formatVital(name, value)}
      </p>
      <p class={css.small}>
        <span title="95 % interval of the percentile">
          {low !== undefined && high !== undefined
            ? formatVitalInterval(name, low, high)
            : 'too few views to rate'}
        </span>
        <span title={`${formatCount(n)} views stand behind this value`}>n {formatRoundCount(n)}</span>
      </p>
      {enough && <ShareBar shares={estimate} size="large" />}
      <Sparkline values={course} limit={vitals[name].good} label={`${vitals[name].label} over the period`} />
      <p class={css.small}>
        <ChangeMark
          now={estimate}
          before={summary.previous.metrics[name]}
          format={(difference) => formatVital(name, difference)}
        />
      </p>
    </>
  );
}
