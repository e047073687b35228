/** A percentile in a table: its value, its interval and how many stand behind it. */
import type { BudgetMetric, Estimate } from '@throughline/protocol';
import { rate } from '@throughline/protocol/vitals';
import { formatCount, formatRoundCount } from '../format/count.ts';
import { formatMetric, formatMetricInterval, isVitalName } from '../format/metric.ts';
import css from './estimate-text.module.css';
import { NoNumber, NumberLines } from './number-lines.tsx';
import { RatingMark } from './rating-mark.tsx';

type EstimateTextProps = { metric: BudgetMetric; estimate: Estimate | null | undefined };

export function EstimateText({ metric, estimate }: EstimateTextProps) {
  if (!estimate) return <NoNumber why="not measured" />;
  const { value, low, high, n, enough } = estimate;
  const rating = isVitalName(metric) && enough ? rate(metric, value) : null;
  const interval =
    low !== undefined && high !== undefined ? formatMetricInterval(metric, low, high) : 'too few';
  return (
    <NumberLines
      small={`${interval} · n ${formatRoundCount(n)}`}
      title={`${formatCount(n)} values stand behind it; a–b is the 95 % interval`}
    >
      <span class={css.value} data-rating={enough ? (rating ?? 'unrated') : 'none'}>
        {isVitalName(metric) && <RatingMark rating={rating} />}
        {formatMetric(metric, value)}
      </span>
    </NumberLines>
  );
}
