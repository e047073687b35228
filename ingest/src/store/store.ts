/**
 * What the store can do, in words that fit any engine: no SQL, no driver's type, no transaction shows here.
 * Percentiles are computed by the reader from sketches, so that every engine gives the same answer.
 */
import type {
  Credentials,
  ReportBody,
  ServerTrace,
  SiteRow,
  Sketch,
  ViewBody,
  VitalName,
} from '@throughline/protocol';
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

export type TimeRange = { fromMs: number; toMs: number };

/** The numbers of a route's views that a percentile is asked of. */
export const serverMetrics = ['requestMs', 'appMs', 'sqlMs', 'sqlCount', 'cacheMs', 'upstreamMs'] as const;
export const apiMetrics = ['count', 'requestMs', 'sqlMs', 'sqlCount'] as const;
export type ServerMetric = (typeof serverMetrics)[number];
export type ApiMetric = (typeof apiMetrics)[number];

/** A sketch with what it cannot know itself: the unweighted count, the effective n and the exact shares. */
export type Distribution = {
  sketch: Sketch;
  n: number;
  /** Sum of squared weights; (Σw)² / Σw² is the effective n of a weighted sample. */
  squaredWeight: number;
  goodWeight: number;
  poorWeight: number;
};

export type RouteDistributions = {
  route: string;
  views: number;
  vitals: Partial<Record<VitalName, Distribution>>;
  server: Partial<Record<ServerMetric, Distribution>>;
  api: Partial<Record<ApiMetric, Distribution>>;
};

export type ListedView = {
  id: string;
  startedAtMs: number;
  route: string;
  url: string;
  navigationType: string;
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
  body: ViewBody;
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

export interface Store extends SettingsStore {
  /** Stores each view once by (site, id); a higher revision replaces a lower one and keeps its dating. */
  insertViews(views: StoredView[]): Promise<void>;
  /** Stores each report once by (site, report id), with its traces and the texts of its statements. */
  insertReports(reports: StoredReport[]): Promise<void>;
  insertDeadLetter(letter: DeadLetter): Promise<void>;
  /** True when the error came from the data, so that trying the same again cannot help. */
  isRefusal(error: unknown): boolean;
  /** True when the error says that the engine is away or too busy: the same may work later. */
  isAway(error: unknown): boolean;

  routes(site: string, range: TimeRange): Promise<RouteDistributions[]>;
  /** Newest first. */
  views(
    site: string,
    range: TimeRange,
    options: { route?: string; limit: number; before?: ViewCursor },
  ): Promise<ListedView[]>;
  view(site: string, id: string): Promise<StoredWholeView | undefined>;
  traces(site: string, traceIds: string[]): Promise<ServerTrace[]>;

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
  /** Creates or brings up to date; used for the demo site. */
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
