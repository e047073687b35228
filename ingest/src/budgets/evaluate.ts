/** How each budget stands now. Runs once a minute in the leading process. */
import type { Budget, NewBudget, Standing } from '@throughline/protocol';
import { estimate } from '../query/estimate.ts';
import type { BudgetStore } from '../store/budgets.ts';
import type { Histogram } from '../store/histogram.ts';
import type { TimeRange } from '../store/store.ts';

/** What was measured of a budget's metric in its scope; undefined when nothing was. */
export type Measure = (
  site: string,
  budget: Pick<Budget, 'metric' | 'scope'>,
  range: TimeRange,
) => Promise<Histogram | undefined>;

type Source = Pick<BudgetStore, 'allBudgets' | 'saveStandings'>;

/** A budget that cannot be measured (its site was deleted, its question takes too long) leaves the others alone. */
export async function evaluateBudgets(
  store: Source,
  measure: Measure,
  { term, nowMs, onFailure }: { term: number; nowMs: number; onFailure: (error: unknown) => void },
): Promise<void> {
  const standings: (Standing & { id: string })[] = [];
  for (const budget of await store.allBudgets()) {
    const range = { fromMs: nowMs - budget.windowMinutes * 60_000, toMs: nowMs };
    try {
      const histogram = await measure(budget.site, budget, range);
      standings.push({ id: budget.id, ...toStanding(budget, histogram) });
    } catch (error) {
      onFailure(error);
    }
  }
  await store.saveStandings(term, nowMs, standings);
}

/** The boundary itself counts for the better side, as with vitals. */
export function toStanding(
  { percentile, good, poor }: Pick<NewBudget, 'percentile' | 'good' | 'poor'>,
  histogram: Histogram | undefined,
): Standing {
  const estimated = histogram && estimate(histogram, percentile);
  if (!estimated) return { state: 'notEnoughData', value: null, low: null, high: null, n: 0 };
  const { value, low = null, high = null, n, enough } = estimated;
  const rated = value <= good ? 'good' : value <= poor ? 'needsImprovement' : 'poor';
  return { state: enough ? rated : 'notEnoughData', value, low, high, n };
}
