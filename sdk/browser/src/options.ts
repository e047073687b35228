/** What a site can ask for, with units and defaults, and how that becomes settings. Reads nothing of the page but its address. */
import { limits } from '@throughline/protocol/limits';
import type { ViewBody } from './view-body.ts';

export type StartOptions = {
  /** The site's public write key. */
  key: string;
  /**
   * Where views are posted: an origin, a path or a full URL. Without a path, `/v1/views` is added.
   * Default: the origin of the SDK's own script; from npm, the page's origin.
   */
  endpoint?: string;
  /** The page's route pattern, or how to get it from its address. Default: what the server tells, else the site's rules. */
  route?: string | ((address: Location) => string | undefined);
  /** Version of the site. */
  release?: string;
  /** For example `production`. */
  environment?: string;
  /** At most 10 names with their texts. */
  tags?: Record<string, string>;
  /** Share of visits that report, 0.001 to 1. Default 1. */
  sampleRate?: number;
  /** `pending` keeps views in memory, and sends and stores nothing, until `setConsent`. Default `granted`. */
  consent?: 'granted' | 'pending';
  /** Whether Global Privacy Control and Do Not Track switch the SDK off. Default true. */
  honorPrivacySignals?: boolean;
  /** Where the visit id and undelivered views live. Default `session` (sessionStorage). Never a cookie. */
  storage?: 'session' | 'memory';
  /** Query parameters that are kept in every URL. Default none. */
  keepQuery?: readonly string[];
  /** Whether the hash is kept in every URL, as hash routers need. Default false. */
  keepHash?: boolean;
  /** Whether a change of the address without a load begins a new view. Default true. */
  routeChanges?: boolean;
  /** A `data-` attribute whose value names an element in selectors. Default `data-name`. */
  nameAttribute?: string;
  /** Which `performance.mark` and `performance.measure` names of the page are told. Default all, the first 50 of each. */
  userTiming?: boolean | RegExp;
  /** Logs every vital and why something was not sent. Loads a file that production never loads. Default false. */
  development?: boolean;
  /** Last look at a view, each time before it is handed over; null leaves it out. */
  beforeSend?: (view: ViewBody) => ViewBody | null;
};

export type Settings = StartOptions & { url: string; sampleRate: number; keepQuery: readonly string[] };

/** Options made whole. A path as endpoint is one of the page's own origin. */
export function toSettings(options: StartOptions): Settings {
  const url = new URL(options.endpoint || '/', location.origin);
  if (url.pathname === '/') url.pathname = '/v1/views';

  return {
    ...options,
    url: url.href,
    // A script tag's attribute lists them with commas, which is how an array becomes text.
    keepQuery: `${options.keepQuery ?? ''}`.split(','),
    sampleRate: Math.min(Math.max(options.sampleRate ?? 1, limits.leastSampleRate), 1) || 1,
  };
}
