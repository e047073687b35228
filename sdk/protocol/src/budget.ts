/** Budgets: what a metric may be at a percentile, and how it stands. */
import { z } from 'zod';
import { metricNames } from './analysis.ts';
import { limits } from './limits.ts';
import { BudgetReport } from './report.ts';

/** Every number of a view, and two of servers. */
export const budgetMetrics = [
  ...metricNames,
  /** One request of a server, whoever asked. */
  'endpointMs',
  /** One run of a statement. */
  'queryMs',
] as const;
export const BudgetMetric = z.enum(budgetMetrics);
export type BudgetMetric = z.infer<typeof BudgetMetric>;

/** What a budget looks at; nothing named means the whole site. */
export const BudgetScope = z.strictObject({
  route: z.string().min(1).max(limits.routeLength).optional(),
  device: z.string().min(1).max(limits.nameLength).optional(),
  /** For endpointMs and queryMs; without it all services of the site. */
  service: z.string().min(1).max(limits.nameLength).optional(),
  /** `GET /articles/:slug`, for endpointMs. */
  endpoint: z
    .string()
    .min(1)
    .max(limits.routeLength + 21)
    .optional(),
  /** Fingerprint of a statement, for queryMs. */
  query: z
    .string()
    .regex(/^[0-9a-f]{16}$/, 'A fingerprint has 16 hex digits.')
    .optional(),
});
export type BudgetScope = z.infer<typeof BudgetScope>;

const Threshold = z.number().min(0).max(limits.durationMs);

export const NewBudget = z
  .strictObject({
    name: z.string().trim().min(1).max(limits.nameLength),
    metric: BudgetMetric,
    percentile: z.literal([50, 75, 90, 95, 99]).default(75),
    /** A value up to and including this one is good. */
    good: Threshold,
    /** A value above this one is poor. */
    poor: Threshold,
    scope: BudgetScope.default({}),
    /** How far back it looks, default a day. */
    windowMinutes: z.number().int().min(5).max(43_200).default(1_440),
  })
  .refine(({ good, poor }) => good <= poor, { path: ['poor'], error: 'It must not be below "good".' })
  .refine(({ metric, scope }) => !scope.endpoint || metric === 'endpointMs', {
    path: ['scope', 'endpoint'],
    error: 'An endpoint goes with the metric endpointMs.',
  })
  .refine(({ metric, scope }) => !scope.query || metric === 'queryMs', {
    path: ['scope', 'query'],
    error: 'A query goes with the metric queryMs.',
  })
  .refine(({ metric, scope }) => !scope.service || isOfServers(metric), {
    path: ['scope', 'service'],
    error: 'A service goes with the metrics endpointMs and queryMs.',
  })
  .refine(({ metric, scope }) => !isOfServers(metric) || !(scope.route || scope.device), {
    path: ['scope'],
    error: 'Routes and devices belong to pages; endpointMs and queryMs are measured on servers.',
  });
export type NewBudget = z.infer<typeof NewBudget>;

function isOfServers(metric: BudgetMetric): boolean {
  return metric === 'endpointMs' || metric === 'queryMs';
}

/** `notEnoughData`: fewer than 30 values in the window. */
export const BudgetState = z.enum(['good', 'needsImprovement', 'poor', 'notEnoughData']);
export type BudgetState = z.infer<typeof BudgetState>;

const Moment = z.iso.datetime();

/** How a budget stood when it was last looked at, each minute. */
export const Standing = z.object({
  state: BudgetState,
  /** At the percentile; null when nothing was measured. */
  value: z.number().nullable(),
  /** 95 % interval. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  n: z.number().int(),
});
export type Standing = z.infer<typeof Standing>;

export const Budget = Standing.extend({
  ...NewBudget.shape,
  id: z.string(),
  createdAt: Moment,
  /** When it came into this state. */
  since: Moment,
  /** Null before the first time. */
  evaluatedAt: Moment.nullable(),
});
export type Budget = z.infer<typeof Budget>;

/** A budget that a server keeps by itself: the newest that it told, in the words of its report. */
export const ReportedBudget = BudgetReport.extend({ service: z.string(), reportedAt: Moment });
export type ReportedBudget = z.infer<typeof ReportedBudget>;

export const BudgetList = z.object({ budgets: z.array(Budget), reported: z.array(ReportedBudget) });
export type BudgetList = z.infer<typeof BudgetList>;

export const BudgetPresets = z.object({ presets: z.array(z.object(NewBudget.shape)) });
export type BudgetPresets = z.infer<typeof BudgetPresets>;

/** One budget with its past: each change of state, and how it stood at the end of each hour, newest first. */
export const BudgetHistory = z.object({
  budget: Budget,
  changes: z.array(
    z.object({
      at: Moment,
      before: BudgetState,
      state: BudgetState,
      value: z.number().nullable(),
      n: z.number().int(),
    }),
  ),
  hours: z.array(
    z.object({ at: Moment, state: BudgetState, value: z.number().nullable(), n: z.number().int() }),
  ),
});
export type BudgetHistory = z.infer<typeof BudgetHistory>;
