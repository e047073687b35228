/** Everything a host may choose, with units and defaults, and the settings that come of it. */

import type { CallSiteRules } from './call-site.ts';
import type { Clock } from './clock.ts';
import type { Budget } from './figures/budgets.ts';
import type { N1Allowance, N1Rules } from './figures/repetitions.ts';
import type { Logger } from './logger.ts';

/** Where an OpenTelemetry collector takes traces. Needs the package `@opentelemetry/exporter-trace-otlp-http`. */
export type OtlpOptions = {
  /** Origin, e.g. `http://127.0.0.1:4318`; `/v1/traces` is added. */
  endpoint: string;
  headers?: Record<string, string>;
};

export type MonitorOptions = {
  /** Name of this server; the report token belongs to it. */
  service: string;
  /** Origin of the ingest service, e.g. `http://127.0.0.1:4000`. Without it nothing is reported. */
  endpoint?: string;
  /** Report token. Without it nothing is reported. */
  token?: string;
  /** Sends the kept traces to an OpenTelemetry collector as well, or instead. */
  otlp?: OtlpOptions;
  release?: string;
  /** `development` (default), `staging`, `production` or a name of your own. */
  environment?: string;
  /** A statement this slow, in milliseconds, makes its request worth keeping. Default 100. */
  slowQueryMs?: number;
  /**
   * Whether the database is asked for the plan of a slow statement, without its values and without running it: on an idle
   * connection, once an hour for each, and at most every ten seconds. PostgreSQL 16 and newer. Default true.
   */
  explainSlow?: boolean;
  /** A request this slow, in milliseconds, is kept as a trace. Default 500. */
  slowRequestMs?: number;
  /** Share of ordinary requests kept as traces, 0–1. Default 1, in production 0.05. */
  traceRatio?: number;
  /** How often one statement may run in one request before it is an N+1 finding. Default 10. */
  n1Threshold?: number;
  /** Other thresholds for single endpoints, by `GET /route`. */
  n1Routes?: Readonly<Record<string, number>>;
  /** Statements that may repeat, each with a reason. */
  n1Allow?: readonly N1Allowance[];
  /** A repetition is a finding only from this share of its request's time, 0–1. Default 0. */
  n1LeastShare?: number;
  /**
   * What things may take at their 95th percentile, in milliseconds. Known from the start: `api` 200/500, `query`
   * 50/200, `cache` 10/50, `upload` 5,000/15,000 per megabyte. Further names: `GET /route`, or that of a timer.
   */
  budgets?: Readonly<Record<string, Budget>>;
  /**
   * Who sees Server-Timing: everyone (default), pages of the listed origins, nobody.
   * It holds durations, a count and the trace id, never a statement.
   */
  showServerTiming?: 'everyone' | 'nobody' | readonly string[];
  /** Told of slow statements, N+1 findings and leaked connections, at most once a minute for each. Default: nobody. */
  logger?: Logger;
  /** Pieces of paths of thin wrappers around the pool, e.g. `src/db/`: call sites name who called those. */
  lookThrough?: readonly string[];
  /** Milliseconds between samples of machine and process; 0: only when asked. Default 15,000, at least 5,000. */
  systemEveryMs?: number;
  /** Milliseconds between reports. Default 1,500. */
  reportEveryMs?: number;
  clock?: Clock;
};

type Optional = 'endpoint' | 'token' | 'release' | 'logger' | 'otlp';

type Translated = 'lookThrough' | 'n1Threshold' | 'n1Routes' | 'n1Allow' | 'n1LeastShare';

export type Settings = Required<Omit<MonitorOptions, Optional | Translated>> &
  Pick<MonitorOptions, Optional> & {
    callSites: CallSiteRules;
    n1: N1Rules;
    /** The smallest of all N+1 thresholds: from here on a repetition's call site is worth its cost. */
    n1Least: number;
  };

export function toSettings(options: MonitorOptions): Settings {
  const environment = options.environment ?? 'development';
  const n1 = toN1Rules(options);

  return {
    service: options.service,
    endpoint: options.endpoint || undefined,
    token: options.token || undefined,
    release: options.release || undefined,
    environment,
    slowQueryMs: options.slowQueryMs ?? 100,
    explainSlow: options.explainSlow !== false,
    slowRequestMs: options.slowRequestMs ?? 500,
    traceRatio: options.traceRatio ?? (environment === 'production' ? 0.05 : 1),
    n1,
    n1Least: Math.min(n1.threshold, ...Object.values(n1.routes)),
    budgets: options.budgets ?? {},
    showServerTiming: options.showServerTiming ?? 'everyone',
    otlp: options.otlp,
    logger: options.logger,
    callSites: { folder: process.cwd(), lookThrough: options.lookThrough ?? [] },
    systemEveryMs: options.systemEveryMs === 0 ? 0 : Math.max(5_000, options.systemEveryMs ?? 15_000),
    reportEveryMs: options.reportEveryMs ?? 1_500,
    clock: options.clock ?? { nowMs: () => performance.now(), unixMs: () => Date.now() },
  };
}

function toN1Rules(options: MonitorOptions): N1Rules {
  return {
    threshold: options.n1Threshold ?? 10,
    routes: options.n1Routes ?? {},
    allow: options.n1Allow ?? [],
    leastShare: options.n1LeastShare ?? 0,
  };
}
