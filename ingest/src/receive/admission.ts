/**
 * Who may come in, and when it is too much. Three guards, each as early as it can be: the whole door when more is under
 * way than can be answered in time, an address that floods, and, only while it is crowded, a site that takes more than
 * its share, so that one site can never starve another. All clocks are monotonic.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { TokenBucket } from 'limiter';

export type Admitted = { ok: true } | { ok: false; code: 'overloaded' | 'too_many_requests'; detail: string };

export type AdmissionOptions = {
  /** Bodies under way at once, from first byte to answer; beyond it the door answers 503. Default 2,000. */
  mostInFlight?: number;
  /** Bodies a second from one address, default 500: an office behind one address, or a first-party proxy, fits. */
  addressRate?: number;
  /** Bodies a second of one site, held to only while it is crowded and others want in. Default 2,000. */
  siteRate?: number;
  /** Milliseconds of event-loop delay above which the door is crowded. Default 100. */
  crowdedDelayMs?: number;
  /** Milliseconds of event-loop delay above which a queue is no longer let grow. Default 300. */
  lateDelayMs?: number;
  /** Event-loop delay of late, in milliseconds; measured by default. */
  loopDelayMs?: () => number;
};

export interface Admission {
  /** Before anything is read. Each ok is followed by one `leave`. */
  enter(address: string | undefined): Admitted;
  leave(): void;
  /** When the site is known. Each ok is followed by one `leaveSite`. */
  enterSite(site: string): Admitted;
  leaveSite(site: string): void;
  readonly inFlight: number;
  stop(): void;
}

/** Buckets remembered; the oldest is forgotten, which is to its owner's advantage. */
const mostAddresses = 20_000;
const burstSeconds = 4;
/** Below this share of what may be under way a late event loop is one slow moment, not a queue. */
const queueShare = 0.25;
const loopSampleMs = 10;
const loopWindowMs = 250;
/** A site counts as wanting in for this long after its last body. */
const activeForMs = 1_000;

export function createAdmission(options: AdmissionOptions = {}): Admission {
  const {
    mostInFlight = 2_000,
    addressRate = 500,
    siteRate = 2_000,
    crowdedDelayMs = 100,
    lateDelayMs = 300,
  } = options;
  const delay = options.loopDelayMs ? undefined : watchLoopDelay();
  const loopDelayMs = options.loopDelayMs ?? delay?.ofLateMs ?? (() => 0);
  const addresses = new Map<string, TokenBucket>();
  const sites = new Map<string, { bucket: TokenBucket; inFlight: number; lastMs: number }>();
  let inFlight = 0;

  const isCrowded = (): boolean => inFlight > mostInFlight / 2 || loopDelayMs() > crowdedDelayMs;
  const isTooMuch = (): boolean =>
    inFlight >= mostInFlight || (inFlight >= mostInFlight * queueShare && loopDelayMs() > lateDelayMs);
  const activeSites = (): number => {
    const sinceMs = performance.now() - activeForMs;
    let active = 0;
    for (const { lastMs } of sites.values()) if (lastMs >= sinceMs) active += 1;
    return active;
  };

  return {
    enter: (address) => {
      if (isTooMuch()) {
        return { ok: false, code: 'overloaded', detail: 'More is under way than can be answered in time.' };
      }
      if (address !== undefined && !bucketOf(addresses, address, addressRate).tryRemoveTokens(1)) {
        const detail = `More than ${addressRate} bodies a second came from this address.`;
        return { ok: false, code: 'too_many_requests', detail };
      }
      inFlight += 1;
      return { ok: true };
    },
    leave: () => {
      inFlight -= 1;
    },
    enterSite: (id) => {
      const site = sites.get(id) ?? { bucket: newBucket(siteRate), inFlight: 0, lastMs: 0 };
      sites.set(id, site);
      site.lastMs = performance.now();
      const isWithinRate = site.bucket.tryRemoveTokens(1);
      if (isCrowded()) {
        const active = activeSites();
        const hasItsShare = active > 1 && (!isWithinRate || site.inFlight >= mostInFlight / active);
        if (hasItsShare) {
          const detail = 'The server is crowded, and this site has had its share. Send again later.';
          return { ok: false, code: 'too_many_requests', detail };
        }
      }
      site.inFlight += 1;
      return { ok: true };
    },
    leaveSite: (id) => {
      const site = sites.get(id);
      if (site) site.inFlight -= 1;
    },
    get inFlight() {
      return inFlight;
    },
    stop: () => delay?.stop(),
  };
}

function bucketOf(buckets: Map<string, TokenBucket>, key: string, rate: number): TokenBucket {
  const known = buckets.get(key);
  if (known) return known;
  const bucket = newBucket(rate);
  if (buckets.size >= mostAddresses) buckets.delete(buckets.keys().next().value ?? '');
  buckets.set(key, bucket);
  return bucket;
}

/** Full at first: the first page of an office must not wait for tokens to drip. */
function newBucket(rate: number): TokenBucket {
  const bucket = new TokenBucket({
    bucketSize: rate * burstSeconds,
    tokensPerInterval: rate,
    interval: 'second',
  });
  bucket.content = bucket.bucketSize;
  return bucket;
}

/** The mean of the last quarter of a second; the histogram's own maximum would remember one pause for ever. */
function watchLoopDelay(): { ofLateMs: () => number; stop: () => void } {
  const histogram = monitorEventLoopDelay({ resolution: loopSampleMs });
  histogram.enable();
  let meanMs = 0;
  const timer = setInterval(() => {
    meanMs = histogram.count > 0 ? histogram.mean / 1e6 - loopSampleMs : 0;
    histogram.reset();
  }, loopWindowMs).unref();
  return {
    ofLateMs: () => meanMs,
    stop: () => {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
