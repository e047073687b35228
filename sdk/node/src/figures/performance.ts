/** The PerformanceMonitor: what this process did lately, for people who ask it. Histograms for others: see report/. */

import type { Clock } from '../clock.ts';
import type { Warn } from '../logger.ts';
import type { RequestEnd, WorkEnd } from '../report/totals.ts';
import { type Budget, Budgets } from './budgets.ts';
import { Endpoints } from './endpoints.ts';
import { LastValues, type Summary } from './last-values.ts';
import { N1Findings } from './repetitions.ts';
import { SlowQueries } from './slow-queries.ts';

export type TimerFigures = {
  name: string;
  count: number;
  errors: number;
  durationMs: Summary;
  /** Caches only: how many look-ups found something. */
  hits?: number;
  misses?: number;
};

type Timed = { count: number; errors: number; hits: number; misses: number; durations: LastValues };

const mostTimers = 200;

export class Performance {
  readonly endpoints = new Endpoints();
  readonly budgets: Budgets;
  readonly slowQueries: SlowQueries;
  readonly n1: N1Findings;
  #timers = new Map<string, Timed>();
  #statements = { count: 0, errors: 0, durations: new LastValues() };
  #requests = { count: 0, errors: 0, aborted: 0, durations: new LastValues() };
  #sinceMs: number;
  readonly #clock: Clock;

  constructor(clock: Clock, warn: Warn, budgets: Readonly<Record<string, Budget>>) {
    this.#clock = clock;
    this.#sinceMs = clock.unixMs();
    this.budgets = new Budgets(budgets);
    this.slowQueries = new SlowQueries(warn);
    this.n1 = new N1Findings(warn);
  }

  addRequest(end: RequestEnd): void {
    const nowMs = this.#clock.nowMs();
    this.endpoints.add(end);
    this.#requests.count++;
    if (end.status >= 500) this.#requests.errors++;
    if (end.isAborted) this.#requests.aborted++;
    this.#requests.durations.add(end.durationMs);
    this.budgets.add('api', end.durationMs, nowMs);
    this.budgets.add(`${end.method} ${end.route}`, end.durationMs, nowMs);
  }

  addQuery(durationMs: number, hasFailed: boolean): void {
    this.#statements.count++;
    if (hasFailed) this.#statements.errors++;
    this.#statements.durations.add(durationMs);
    this.budgets.add('query', durationMs, this.#clock.nowMs());
  }

  addTimer(name: string, durationMs: number, { hasFailed, found }: WorkEnd): void {
    const timed = this.#timerOf(name);
    timed.count++;
    if (hasFailed) timed.errors++;
    if (found === true) timed.hits++;
    if (found === false) timed.misses++;
    timed.durations.add(durationMs);
    const nowMs = this.#clock.nowMs();
    this.budgets.add(name, durationMs, nowMs);
    if (name.startsWith('cache.')) this.budgets.add('cache', durationMs, nowMs);
  }

  /** @param perMegabyteMs Milliseconds per megabyte. */
  addUpload(perMegabyteMs: number): void {
    this.budgets.add('upload', perMegabyteMs, this.#clock.nowMs());
  }

  totals() {
    const { durations: requestDurations, ...requests } = this.#requests;
    const { durations: statementDurations, ...statements } = this.#statements;
    return {
      sinceMs: this.#sinceMs,
      requests: {
        ...requests,
        errorRatio: requests.count === 0 ? 0 : requests.errors / requests.count,
        durationMs: requestDurations.summary(),
      },
      statements: { ...statements, slow: this.slowQueries.count, durationMs: statementDurations.summary() },
    };
  }

  timers(): TimerFigures[] {
    return [...this.#timers].flatMap(([name, { durations, hits, misses, ...counts }]) => {
      const durationMs = durations.summary();
      const cache = hits + misses > 0 ? { hits, misses } : {};
      return durationMs ? [{ name, ...counts, ...cache, durationMs }] : [];
    });
  }

  reset(): void {
    this.#sinceMs = this.#clock.unixMs();
    this.#timers = new Map();
    this.#statements = { count: 0, errors: 0, durations: new LastValues() };
    this.#requests = { count: 0, errors: 0, aborted: 0, durations: new LastValues() };
    for (const part of [this.endpoints, this.budgets, this.slowQueries, this.n1]) part.reset();
  }

  #timerOf(name: string): Timed {
    const known = this.#timers.get(name);
    if (known) return known;
    if (this.#timers.size >= mostTimers && name !== '(other)') return this.#timerOf('(other)');
    const fresh = { count: 0, errors: 0, hits: 0, misses: 0, durations: new LastValues() };
    this.#timers.set(name, fresh);
    return fresh;
  }
}
