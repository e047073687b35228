/** The part of the store that tells of servers: statements, traces, processes, what runs again and again. */
import type {
  IndexHint,
  LatestRequests,
  N1Report,
  PoolReport,
  ServerTrace,
  SystemReport,
  Trace,
} from '@throughline/protocol';
import type { TimeRange } from './buckets.ts';

export type KnownStatement = {
  service: string;
  fingerprint: string;
  /** Normalised: no values. */
  statement: string;
  /** `file:line`. */
  callSite: string | null;
  /** Of a slow run; with its hints and the time at which it was told. */
  plan: string | null;
  hints: IndexHint[] | null;
  plannedAt: Date | null;
};

export type TraceRow = {
  traceId: string;
  service: string;
  /** `GET /route`. */
  endpoint: string;
  status: number;
  startedAtMs: number;
  durationMs: number;
  sqlMs?: number;
  sqlCount?: number;
  kept: Trace['kept'];
};

export type SystemSample = {
  service: string;
  instance: string;
  atMs: number;
  system?: SystemReport;
  pools?: PoolReport[];
};

/** The last 1,000 requests of each process. */
export type LatestOfProcesses = Omit<LatestRequests, 'change'>;

export type N1Finding = Omit<N1Report, 'where'> & {
  service: string;
  where: string;
  statement?: string;
  lastSeenMs: number;
};

export interface ServerStore {
  traces(site: string, traceIds: string[]): Promise<ServerTrace[]>;
  /** What is known of statements, once for each service that told of them. */
  statements(site: string, fingerprints: string[]): Promise<KnownStatement[]>;
  /** Newest first, or slowest first. */
  listTraces(
    site: string,
    question: {
      range: TimeRange;
      endpoint?: string;
      kept?: Trace['kept'];
      order: 'newest' | 'slowest';
      limit: number;
    },
  ): Promise<TraceRow[]>;
  /** At most `most` samples, evenly thinned out. */
  systemSamples(site: string, range: TimeRange, most: number): Promise<SystemSample[]>;
  /** Of processes that still run, by name: `service\nGET /route`. */
  latestRequests(site: string, names: string[]): Promise<Map<string, LatestOfProcesses>>;
  n1Findings(site: string, sinceMs: number): Promise<N1Finding[]>;
}
