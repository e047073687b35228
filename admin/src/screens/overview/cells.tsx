/** One estimate in the merged list: its value first, then what stands behind it. */
import type { Estimate, VitalEstimate } from '@throughline/protocol';
import { rate, type VitalName } from '@throughline/protocol/vitals';
import { ShareBar } from '../../charts/share-bar.tsx';
import { formatCount, formatRoundCount } from '../../format/count.ts';
import { formatVital, formatVitalInterval } from '../../format/vital.ts';
import { Hidden } from '../../ui/hidden.tsx';
import { RatingMark } from '../../ui/rating-mark.tsx';
import css from './cells.module.css';

export function VitalCell({ name, estimate }: { name: VitalName; estimate: VitalEstimate | undefined }) {
  if (!estimate) return <Missing />;
  const { value, low, high, n, enough } = estimate;
  const rating = enough ? rate(name, value) : null;
  return (
    <div class={css.cell}>
      <span class={css.value} data-rating={rating ?? 'none'}>
        <RatingMark rating={rating} />
        {formatVital(name, value)}
      </span>
      {enough && <ShareBar shares={estimate} />}
      <span class={css.small}>
        {low !== undefined && high !== undefined ? (
          <span title="95 % interval of the percentile">{formatVitalInterval(name, low, high)}</span>
        ) : (
          <span>{enough ? '' : 'too few'}</span>
        )}
        <Sample n={n} />
      </span>
    </div>
  );
}

export function NumberCell({
  estimate,
  format,
  knownN,
}: {
  estimate: Estimate | undefined;
  format: (value: number) => string;
  /** What a cell beside it already said; the same again is left out. */
  knownN?: number;
}) {
  if (!estimate) return <Missing />;
  const { value, low, high, n, enough } = estimate;
  const interval =
    low !== undefined && high !== undefined ? `95 % interval ${format(low)} to ${format(high)}` : undefined;
  return (
    <div class={css.number} title={interval}>
      <span class={css.value} data-rating={enough ? undefined : 'none'}>
        {format(value)}
      </span>
      {n !== knownN && (
        <span class={css.small}>
          <Sample n={n} />
        </span>
      )}
    </div>
  );
}

/** Not measured is not zero. */
function Missing() {
  return (
    <span class={css.missing}>
      <span aria-hidden="true">–</span>
      <Hidden>not measured</Hidden>
    </span>
  );
}

function Sample({ n }: { n: number }) {
  return <span title={`${formatCount(n)} views stand behind this value`}>n {formatRoundCount(n)}</span>;
}
