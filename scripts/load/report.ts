/** The end of a run: one verdict, as a table for people and as JSON for programs. */
import type { Compare } from './comparison.ts';
import { toComparisonTable } from './comparison-table.ts';
import type { EndpointResult, Percentiles } from './tally.ts';
import { type Budget, type BudgetState, stateOf } from './verdict.ts';

export type Judged = Omit<EndpointResult, 'lastTimed'> & {
  perSecond: number;
  budget: BudgetState;
};

export type Report = {
  seconds: number;
  total: Judged;
  endpoints: Judged[];
  faults: { what: string; count: number }[];
  /** The endpoints whose budget is broken. */
  broken: string[];
  /** Beside what each monitor says that could be asked. */
  compared: Compare[];
};

export function judge(measured: {
  seconds: number;
  total: EndpointResult;
  endpoints: EndpointResult[];
  faults: ReadonlyMap<string, number>;
  budget: Budget;
  compared: Compare[];
}): Report {
  const { seconds, total, budget, compared } = measured;
  const judged = (result: EndpointResult): Judged => {
    const { lastTimed: _, ...told } = result;
    return { ...told, perSecond: result.count / seconds, budget: stateOf(result, budget) };
  };
  const endpoints = measured.endpoints.map(judged);
  return {
    seconds,
    total: judged(total),
    endpoints,
    faults: [...measured.faults].map(([what, count]) => ({ what, count })).sort((a, b) => b.count - a.count),
    broken: endpoints.filter(({ budget }) => budget === 'failing').map(({ endpoint }) => endpoint),
    compared,
  };
}

const titles = ['count', 'errors', 'req/s', 'p50', 'p95', 'p99', 'p50', 'p95', 'p99', 'max'];
const columnWidth = 8;
const nameWidth = 36;

export function toTable({ seconds, total, endpoints, faults, broken, compared }: Report): string {
  const groups = `${' '.repeat(nameWidth + 3 * columnWidth)}${'service ms'.padStart(3 * columnWidth)}${'response ms'.padStart(4 * columnWidth)}`;
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
    ...compared.map((one) => `\n${toComparisonTable(one)}`),
  ].join('\n');
}

function cells({ count, errors, perSecond, serviceMs, responseMs }: Judged): string {
  const { p50, p95, p99 } = serviceMs;
  const times = [p50, p95, p99, ...spread(responseMs)];
  return [String(count), String(errors), perSecond.toFixed(1), ...times.map(formatMs)]
    .map((text) => text.padStart(columnWidth))
    .join('');
}

function spread({ p50, p95, p99, max }: Percentiles): number[] {
  return [p50, p95, p99, max];
}

function formatMs(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms.toFixed(1);
}
