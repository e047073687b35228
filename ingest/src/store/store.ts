/**
 * What the store can do, in words that fit any engine: no SQL, no driver's type, no transaction shows here.
 * Percentiles are computed by the reader from sketches, so that every engine gives the same answer.
 */
import type {
  Credentials,
  DataHealth,
  ReportBody,
  SiteRow,
  ViewBody,
  VitalName,
} from '@throughline/protocol';
import type { Step, TimeRange } from './buckets.ts';
import type { BudgetStore } from './budgets.ts';
import type { Histogram } from './histogram.ts';
import type { LiveStore } from './live.ts';
import type { Dimension, Filters, ViewMetric } from './metrics.ts';
import type { ServerStore } from './servers.ts';
import type { SettingsStore } from './settings.ts';

/** How a view's start was dated: see DESIGN "Dating" in docs/metrics.md. */
export type Dated = 'sender' | 'corrected' | 'received';

export type StoredView = {
  site: string;
  body: ViewBody;
  receivedAtMs: number;
  startedAtMs: number;
  dated: Dated;
  route: string;
  browser?: string;
  browserVersion?: string;
  os?: string;
  deviceClass?: string;
  country?: string;
  isBot: boolean;
};

export type StoredReport = { site: string; service: string; receivedAtMs: number; body: ReportBody };

/** A record that the engine refused for what is in it, never for being away. */
export type DeadLetter = {
  site: string;
  kind: 'view' | 'report';
  receivedAtMs: number;
  reason: string;
  record: Buffer;
};

export type { TimeRange };

/** What a page is made from: its vitals beside what the servers told of it. */
export const serverMetrics = ['requestMs', 'appMs', 'sqlMs', 'sqlCount', 'cacheMs', 'upstreamMs'] as const;
export type ServerMetric = (typeof serverMetrics)[number];

export type MeasureQuestion = {
  range: TimeRange;
  metrics: readonly ViewMetric[];
  /** Default none: all views. */
  filters?: Filters;
  /** One group per value of it. Default: one group. */
  by?: Dimension;
  /** One group per bucket as well; where hours are no longer kept, those of a day stand together. */
  step?: Step | 'month';
  /** With `by`: only the values with the most views, so many from a place in that order. */
  page?: { limit: number; offset: number };
};

export type MeasuredGroup = {
  /** The value of `by`, `(none)` where it was not told; absent without `by`. */
  value?: string;
  /** Start of the bucket; absent without `step`. */
  atMs?: number;
  /** Without weights. */
  views: number;
  histograms: Partial<Record<ViewMetric, Histogram>>;
};

export type Measured = {
  groups: MeasuredGroup[];
  /** How many values `by` has in the range, beyond the page. */
  values: number;
  /** Rollups, or raw views where no rollup knows the filters. */
  source: 'rollups' | 'views';
  /** Raw views are kept for a shorter time than rollups: what the answer really covers. */
  range: TimeRange;
};

/** A span of time of one site whose rollup is kept. */
export type Bucket = { step: Step; site: string; atMs: number };

/** Raw numbers of single views, for questions about how they belong together. */
export type ViewSample = { weight: number; values: (number | null)[] };

/** Only views whose metric lies in here, bounds included. */
export type Band = { metric: ViewMetric; low: number; high: number };

export type ViewList = {
  filters?: Filters;
  band?: Band;
  limit: number;
  before?: ViewCursor;
};

/** Which element, script or target stands behind a vital, and how much. */
export const attributions = ['lcpTarget', 'inpTarget', 'inpScript', 'clsTarget'] as const;
export type Attribution = (typeof attributions)[number];

export type NamedPart = {
  name: string;
  /** The page's route; absent for servers, or when all routes are taken together. */
  route?: string;
  count: number;
  failed: number;
  /** Bytes; of a statement rows; of a cache look-ups that found something. */
  bytes: number;
  duration: Histogram;
  /** Endpoints: time in SQL. Requests of pages: the server's own time. Caches: a zero for each look-up that did not fail. */
  inner?: Histogram;
};

export type PartsQuestion = {
  kind: PartName;
  range: TimeRange;
  /** Only parts of pages of this route. */
  route?: string;
  /** The names with the most time in sum. Default 100. */
  limit?: number;
  /** One entry per bucket as well. */
  name?: string;
};

export const partNames = [
  'endpoint',
  'query',
  'measure',
  'mark',
  'element',
  'request',
  'resource',
  'third party',
  'timer',
] as const;
export type PartName = (typeof partNames)[number];

export type StorageFigures = {
  tables: { table: string; bytes: number; rows?: number; keptDays?: number }[];
  totalBytes: number;
  /** Raw with its indexes, lists aside; absent when there are none. */
  bytesPerView?: number;
  bytesPerViewDetail?: number;
  rollupBytesPerView?: number;
  /** On average of the last seven days, or of the time since the first view when that is shorter; of all sites. */
  viewsPerDay: number;
};

export type ListedView = {
  id: string;
  startedAtMs: number;
  route: string;
  url: string;
  navigationType: string;
  device?: string;
  browser?: string;
  country?: string;
  vitals: Partial<Record<VitalName, number>>;
  server: Partial<Record<ServerMetric, number>>;
  api: { count: number; requestMs?: number; sqlMs?: number; sqlCount?: number };
};

export type ViewCursor = { startedAtMs: number; id: string };

export type StoredWholeView = {
  id: string;
  revision: number;
  startedAtMs: number;
  receivedAtMs: number;
  dated: Dated;
  route: string;
  /** As told; once its lists have expired only what the columns kept. */
  body: ViewBody;
  isWhole: boolean;
};

export type Site = {
  id: string;
  name: string;
  writeKey: string;
  /** Replaced keys that are still taken. */
  oldKeys?: string[];
  origins: string[];
  /** Whether automated browsers count in every answer. Default false. */
  countsBots?: boolean;
};
export type ServiceToken = { tokenHash: string; site: string; service: string };
export type User = { id: string; email: string; passwordHash: string; isAdmin: boolean };

/** A site's own rule: paths that match `pattern` are `route`. */
export type RouteRule = { pattern: string; route: string };

export type StoredHealth = Omit<DataHealth, 'spool' | 'routes'> & {
  routes: Omit<DataHealth['routes'], 'most'>;
};

/** The engine gave up after the time that one question may take. Ask for a shorter range or fewer filters. */
export class TooSlow extends Error {
  constructor() {
    super('This question takes too long. Ask for a shorter range or fewer filters.');
    this.name = 'TooSlow';
  }
}

export interface Store extends SettingsStore, BudgetStore, LiveStore, ServerStore {
  /** Stores each view once by (site, id); a higher revision replaces a lower one and keeps its dating. */
  insertViews(views: StoredView[]): Promise<void>;
  /** Stores each report once by (site, report id), with its traces and the texts of its statements. */
  insertReports(reports: StoredReport[]): Promise<void>;
  insertDeadLetter(letter: DeadLetter): Promise<void>;
  /** True when the error came from the data, so that trying the same again cannot help. */
  isRefusal(error: unknown): boolean;
  /** True when the error says that the engine is away or too busy: the same may work later. */
  isAway(error: unknown): boolean;

  /**
   * The distributions of metrics over views, from rollups where they serve and from raw views for the rest: the running
   * hour is always in the answer. @throws TooSlow
   */
  measure(site: string, question: MeasureQuestion): Promise<Measured>;
  /** The raw numbers of single views. @throws TooSlow */
  sample(
    site: string,
    question: {
      range: TimeRange;
      metrics: readonly ViewMetric[];
      filters?: Filters;
      band?: Band;
      /** Read only so much of the range, 0–1, in windows spread evenly over it, each of them whole. Default 1. */
      share?: number;
      /** Most views, of each window the newest. */
      limit: number;
    },
  ): Promise<ViewSample[]>;
  /** What stands behind a vital most often, with the vital's distribution. */
  attributed(
    site: string,
    question: { range: TimeRange; what: Attribution; filters?: Filters; limit: number },
  ): Promise<{ name: string; views: number; histogram: Histogram }[]>;
  /** Newest first. @throws TooSlow */
  views(site: string, range: TimeRange, list: ViewList): Promise<ListedView[]>;
  view(site: string, id: string): Promise<StoredWholeView | undefined>;

  /** What has a name, most time in sum first. */
  parts(site: string, question: PartsQuestion): Promise<NamedPart[]>;
  /** One name over time. */
  partSeries(
    site: string,
    question: { kind: PartName; name: string; range: TimeRange; step: Step },
  ): Promise<(Omit<NamedPart, 'name'> & { atMs: number })[]>;
  /** Values that views of the range told, most views first, with when each was seen first. */
  values(
    site: string,
    dimension: Dimension,
    range: TimeRange,
  ): Promise<{ value: string; views: number; firstAtMs: number }[]>;

  /** Buckets that are over and whose rollup is missing or out of date, in the order to take them. */
  staleBuckets(most: number): Promise<Bucket[]>;
  /** Makes one rollup anew from what it is made of. Throws when the term is over. */
  rollUp(term: number, bucket: Bucket): Promise<void>;
  /** Marks everything that can still be recomputed, after a setting changed what counts. */
  markStale(site: string): Promise<void>;
  /** What arrived and what did not, but for the spool. */
  dataHealth(site: string, range: TimeRange): Promise<StoredHealth>;
  storage(): Promise<StorageFigures>;
  /** Deletes the views of a visit; their buckets are recomputed. @returns How many views. */
  eraseVisit(site: string, visitId: string): Promise<number>;

  /** Every site's rules in their order, and the prefixes that hold slugs. */
  routeKnowledge(): Promise<{
    rules: (RouteRule & { site: string })[];
    learned: { site: string; prefix: string }[];
  }>;
  routeRules(site: string): Promise<RouteRule[]>;
  putRouteRules(site: string, rules: RouteRule[]): Promise<void>;
  learnPrefix(site: string, prefix: string): Promise<void>;
  /** Takes up new routes of a day while it has fewer than `most`. @returns Those of `routes` that the day has now. */
  claimRoutes(site: string, day: string, routes: string[], most: number): Promise<string[]>;
  /** Adds to the counts of what the doors refused. */
  countRefusals(refusals: { site: string; hourMs: number; reason: string; count: number }[]): Promise<void>;

  /** Takes or renews the lease of the scheduled jobs. @returns The term, or undefined when another holds it. */
  lead(holder: string, leaseMs: number): Promise<number | undefined>;
  stepDown(holder: string): Promise<void>;
  /** Deletes what has expired. Throws when the term is over. */
  tidy(term: number): Promise<void>;

  sites(): Promise<Site[]>;
  serviceTokens(): Promise<ServiceToken[]>;
  /** Creates, owned by the administrators there are, or brings up to date; used for the sites that the house provides. */
  putSite(site: Site): Promise<void>;
  putServiceToken(token: ServiceToken): Promise<void>;

  userByEmail(email: Credentials['email']): Promise<User | undefined>;
  userCount(): Promise<number>;
  /** Creates an administrator who owns every site, or sets his new password, which ends his sessions. */
  putAdmin(email: string, passwordHash: string): Promise<void>;
  /** The user's sites with his role in each. */
  sitesOf(userId: string): Promise<SiteRow[]>;
  createSession(tokenHash: string, userId: string, expiresAtMs: number): Promise<void>;
  userBySession(tokenHash: string, nowMs: number): Promise<User | undefined>;
  deleteSession(tokenHash: string): Promise<void>;

  /** Throws when the engine does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
