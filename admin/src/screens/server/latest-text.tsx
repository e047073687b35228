/** The last 1,000 requests of each process, beside the chosen period: their p95, and whether it has moved. */
import type { LatestRequests } from '@throughline/protocol';
import { formatCount, formatPlural, formatRoundCount, formatShare } from '../../format/count.ts';
import { formatMs, formatMsInterval } from '../../format/duration.ts';
import { NoNumber, NumberLines } from '../../ui/number-lines.tsx';

export function LatestText({ latest }: { latest: LatestRequests | null }) {
  if (!latest) return <NoNumber why="not told" />;
  const { change, n, p95 } = latest;
  const requests = `n ${formatRoundCount(n)}`;
  return (
    <NumberLines
      small={change === null ? requests : `${toMark(change)} · ${requests}`}
      title={describe(latest)}
      tone={change === null ? undefined : change > 0 ? 'poor' : 'good'}
    >
      {formatAcross(p95)}
    </NumberLines>
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
