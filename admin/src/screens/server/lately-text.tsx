/** The last 1,000 requests of each process, beside the chosen period: their p95, and whether it has moved. */
import type { LatestRequests } from '@throughline/protocol';
import { formatCount, formatPlural, formatRoundCount, formatShare } from '../../format/count.ts';
import { formatMs, formatMsInterval } from '../../format/duration.ts';
import { Hidden } from '../../ui/hidden.tsx';
import css from './server-screen.module.css';

export function LatelyText({ latest }: { latest: LatestRequests | null }) {
  if (!latest) {
    return (
      <>
        <span aria-hidden="true">–</span>
        <Hidden>not told</Hidden>
      </>
    );
  }
  const { change, n, p95 } = latest;
  return (
    <span class={css.lately} title={describe(latest)}>
      {formatAcross(p95)}
      <small data-change={change === null ? undefined : change > 0 ? 'slower' : 'quicker'}>
        {change === null ? '' : `${toMark(change)} · `}n {formatRoundCount(n)}
      </small>
    </span>
  );
}

function toMark(change: number): string {
  return change > 0 ? `▲ ${formatShare(change)} slower` : `▼ ${formatShare(-change)} quicker`;
}

function formatAcross({ low, high }: LatestRequests['p95']): string {
  return formatMs(low) === formatMs(high) ? formatMs(high) : formatMsInterval(low, high);
}

function describe({ processes, n, errors, p50, p95, p99 }: LatestRequests): string {
  const of = processes === 1 ? 'one process' : `${processes} processes, from the quickest to the slowest`;
  return [
    `The last ${formatPlural(n, 'request')} of ${of}:`,
    `median ${formatAcross(p50)}, p95 ${formatAcross(p95)}, p99 ${formatAcross(p99)}, ${formatCount(errors)} failed`,
  ].join(' ');
}
