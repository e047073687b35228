/** The plans of slow statements: asked for once in a while, of the database that was slow, and told with the next report. */
import type { PlanReport } from '@throughline/protocol';
import { limits } from '@throughline/protocol/limits';
import type { Pool } from 'pg';
import type { Settings } from '../options.ts';
import { explain } from './explain.ts';
import { toPlanText } from './plan-text.ts';
import type { Statement } from './statements.ts';

export interface SlowPlans {
  /** A statement was slow. Asks for its plan when none was asked for lately and a connection of the pool is idle. */
  want(statement: Statement, pool: Pool): void;
  /** What was found since the last call. */
  take(): PlanReport[];
}

/** A statement's plan is asked for again after this long. */
const againAfterMs = 3_600_000;
/** Between any two: planning costs the database milliseconds. */
const leastPauseMs = 10_000;
const mostRemembered = 500;
const mostUntold = 20;

/** @param outside Runs work outside of the request that was slow: its plan is none of that request's statements. */
export function createSlowPlans(
  { explainSlow, clock }: Settings,
  outside: (work: () => Promise<void>) => Promise<void>,
  failed: (error: unknown) => void,
): SlowPlans {
  const askedAtMs = new Map<string, number>();
  let lastAskedMs = Number.NEGATIVE_INFINITY;
  let untold: PlanReport[] = [];

  async function ask({ fingerprint, text }: Statement, pool: Pool): Promise<void> {
    const found = await explain(pool, text);
    if (!found.ok || untold.length >= mostUntold) return;
    untold.push({
      fingerprint,
      plan: toPlanText(found.plan).slice(0, limits.planLength),
      hints: found.hints.slice(0, limits.planHints).map(({ table, filter, suggestion, ...hint }) => ({
        ...hint,
        table: table.slice(0, limits.nameLength),
        filter: filter.slice(0, limits.urlLength),
        suggestion: suggestion.slice(0, limits.urlLength),
      })),
    });
  }

  return {
    want(statement, pool) {
      if (!explainSlow || pool.ending || pool.idleCount === 0) return;
      const nowMs = clock.nowMs();
      if (nowMs - lastAskedMs < leastPauseMs) return;
      const before = askedAtMs.get(statement.fingerprint);
      if (before !== undefined && nowMs - before < againAfterMs) return;

      if (askedAtMs.size >= mostRemembered) askedAtMs.clear();
      askedAtMs.set(statement.fingerprint, nowMs);
      lastAskedMs = nowMs;
      outside(() => ask(statement, pool)).catch(failed);
    },
    take() {
      const told = untold;
      untold = [];
      return told;
    },
  };
}
