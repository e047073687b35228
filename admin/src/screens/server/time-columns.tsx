/** How long something of a server took: the columns that endpoints, statements and timers have in common. */
import type { BudgetMetric, TimedOfService } from '@throughline/protocol';
import { formatMs } from '../../format/duration.ts';
import type { Column } from '../../ui/data-table.tsx';
import { EstimateText } from '../../ui/estimate-text.tsx';
import { numberColumn } from '../../ui/number-column.ts';

/** Median, p95 and p99; the chosen percentile carries its interval, once, wherever it stands. */
export function timeColumns<Row extends TimedOfService>(
  metric: BudgetMetric,
  percentile: number,
): Column<Row>[] {
  const chosen: Column<Row> = {
    label: percentile === 50 ? 'Median' : `p${percentile}`,
    isNumber: true,
    cell: ({ duration }) => <EstimateText metric={metric} estimate={duration} />,
    sortBy: ({ duration }) => duration?.value,
  };
  const plain: Column<Row>[] = [
    numberColumn('Median', ({ p50 }) => p50, formatMs),
    numberColumn('p95', ({ p95 }) => p95, formatMs),
    numberColumn('p99', ({ p99 }) => p99, formatMs),
  ];
  const isAmong = plain.some(({ label }) => label === chosen.label);
  return isAmong
    ? plain.map((column) => (column.label === chosen.label ? chosen : column))
    : [...plain, chosen];
}

/** What all runs took together. */
export function inSumColumn<Row extends TimedOfService>(): Column<Row> {
  return numberColumn('In sum', ({ totalMs }) => totalMs, formatMs);
}
