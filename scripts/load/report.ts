/** The end of a run: one verdict, as a table for people and as JSON for programs. */
import type { EndpointResult, Percentiles } from './tally.ts';
import {
  type Budget,
  type BudgetState,
  type Comparison,
  compare,
  type Monitored,
  stateOf,
} from './verdict.ts';

export type Judged = Omit<EndpointResult, 'lastServiceMs'> & {
  perSecond: number;
  budget: BudgetState;
  /** Beside what the server's monitor says; absent where it says nothing. */
  comparison?: Comparison;
};

export type Report = {
  seconds: number;
  total: Judged;
  endpoints: Judged[];
  faults: { what: string; count: number }[];
  /** The endpoints whose budget is broken. */
  broken: string[];
};

export function judge(measured: {
  seconds: number;
  total: EndpointResult;
  endpoints: EndpointResult[];
  faults: ReadonlyMap<string, number>;
  budget: Budget;
  monitored: readonly Monitored[];
}): Report {
  const { seconds, total, budget, monitored } = measured;
  const judged = (result: EndpointResult): Judged => {
    const { lastServiceMs: _, ...told } = result;
    const comparison = compare(result, monitored);
    return {
      ...told,
      perSecond: result.count / seconds,
      budget: stateOf(result, budget),
      ...(comparison && { comparison }),
    };
  };
  const endpoints = measured.endpoints.map(judged);
  return {
    seconds,
    total: judged(total),
    endpoints,
    faults: [...measured.faults].map(([what, count]) => ({ what, count })).sort((a, b) => b.count - a.count),
    broken: endpoints.filter(({ budget }) => budget === 'failing').map(({ endpoint }) => endpoint),
  };
}

const titles = [
  'count',
  'errors',
  'req/s',
  'p50',
  'p95',
  'p99',
  'p50',
  'p95',
  'p99',
  'max',
  'p50',
  'p95',
  'p99',
];
const columnWidth = 8;
const nameWidth = 36;

export function toTable({ seconds, total, endpoints, faults, broken }: Report): string {
  const groups = `${' '.repeat(nameWidth + 3 * columnWidth)}${'service ms'.padStart(3 * columnWidth)}${'response ms'.padStart(4 * columnWidth)}${'monitor ms'.padStart(3 * columnWidth)}`;
  const rows = [...endpoints, total].map(
    (one) => `${one.endpoint.padEnd(nameWidth)}${cells(one)}  ${one.budget}`,
  );
  const said = faults.map(({ what, count }) => `  ${count} × ${what}`);
  return [
    groups,
    `${'endpoint'.padEnd(nameWidth)}${titles.map((title) => title.padStart(columnWidth)).join('')}  budget`,
    ...rows,
    '',
    `${total.count} requests in ${seconds.toFixed(0)} s, ${total.errors} errors.`,
    ...said,
    broken.length === 0 ? 'Every budget holds.' : `Broken budgets: ${broken.join(', ')}`,
  ].join('\n');
}

function cells({ count, errors, perSecond, serviceMs, responseMs, comparison }: Judged): string {
  const { p50, p95, p99 } = serviceMs;
  const monitor = comparison?.monitorMs;
  const times = [p50, p95, p99, ...spread(responseMs), monitor?.p50, monitor?.p95, monitor?.p99];
  return [String(count), String(errors), perSecond.toFixed(1), ...times.map(formatMs)]
    .map((text) => text.padStart(columnWidth))
    .join('');
}

function spread({ p50, p95, p99, max }: Percentiles): number[] {
  return [p50, p95, p99, max];
}

function formatMs(ms: number | undefined): string {
  if (ms === undefined) return '–';
  return ms >= 100 ? ms.toFixed(0) : ms.toFixed(1);
}
