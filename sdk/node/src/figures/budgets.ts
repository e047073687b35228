/** Compares what is measured with what it may take: p95 of the last 1,000 and of the last five minutes. */
import { LastMinutes } from './last-minutes.ts';
import { LastValues } from './last-values.ts';

/** Up to `goodMs` is ok, up to `poorMs` over, beyond failing. Uploads: milliseconds per megabyte. */
export type Budget = { goodMs: number; poorMs: number };

export type BudgetVerdict = 'ok' | 'over' | 'failing' | 'not enough data';

export type BudgetFigures = Budget & {
  /** `api`, `query`, `cache`, `upload`, `GET /route` or the name of a timer. */
  name: string;
  /** Of the last five minutes when they hold enough, else of the last 1,000. */
  state: BudgetVerdict;
  last1000: { n: number; p95Ms?: number; state: BudgetVerdict };
  last5Minutes: { n: number; p95Ms?: number; state: BudgetVerdict };
};

const usualBudgets: Record<string, Budget> = {
  api: { goodMs: 200, poorMs: 500 },
  query: { goodMs: 50, poorMs: 200 },
  cache: { goodMs: 10, poorMs: 50 },
  upload: { goodMs: 5_000, poorMs: 15_000 },
};

/** Fewer values say too little about their 95th percentile. */
const leastValues = 30;

export class Budgets {
  readonly #budgets: Map<string, Budget>;
  #measured = new Map<string, { values: LastValues; minutes: LastMinutes }>();

  /** @param own Replaces and adds to the usual ones. */
  constructor(own: Readonly<Record<string, Budget>>) {
    this.#budgets = new Map(Object.entries({ ...usualBudgets, ...own }));
  }

  /** Does nothing when no budget has this name. @param nowMs Monotonic. */
  add(name: string, durationMs: number, nowMs: number): void {
    let measured = this.#measured.get(name);
    if (!measured) {
      if (!this.#budgets.has(name)) return;
      measured = { values: new LastValues(), minutes: new LastMinutes() };
      this.#measured.set(name, measured);
    }
    measured.values.add(durationMs);
    measured.minutes.add(durationMs, nowMs);
  }

  read(nowMs: number): BudgetFigures[] {
    return [...this.#budgets].map(([name, budget]) => {
      const measured = this.#measured.get(name);
      const values = measured?.values.summary();
      const minutes = measured?.minutes.read(nowMs);
      const last1000 = judge(values?.n ?? 0, values?.p95, budget);
      const last5Minutes = judge(minutes?.weight ?? 0, minutes?.quantile(0.95), budget);
      const { state } = last5Minutes.state === 'not enough data' ? last1000 : last5Minutes;
      return { name, ...budget, state, last1000, last5Minutes };
    });
  }

  reset(): void {
    this.#measured = new Map();
  }
}

function judge(n: number, p95Ms: number | undefined, { goodMs, poorMs }: Budget) {
  return { n, p95Ms, state: verdictOf(n, p95Ms, goodMs, poorMs) };
}

function verdictOf(n: number, p95Ms: number | undefined, goodMs: number, poorMs: number): BudgetVerdict {
  if (n < leastValues || p95Ms === undefined) return 'not enough data';
  if (p95Ms <= goodMs) return 'ok';
  return p95Ms <= poorMs ? 'over' : 'failing';
}
