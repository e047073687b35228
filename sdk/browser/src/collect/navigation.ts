/** The document's own request and its phases. What browsers get wrong is clamped when the body is written. */
import type { View } from '../page/views.ts';
import type { NavigationPhases } from '../view-body.ts';
import { readServerTiming } from './server-timing.ts';

export type NavigationEntry = PerformanceNavigationTiming & {
  activationStart?: number;
  deliveryType?: string;
  notRestoredReasons?: { reasons?: { reason: string }[] | null } | null;
};

/** The entry of this document. */
export function navigationEntry(): NavigationEntry | undefined {
  return performance.getEntriesByType('navigation')[0] as NavigationEntry | undefined;
}

/** Read anew each time a view is told: the last phases are known only after the load event. */
export function collectNavigation(): (view: View) => void {
  return ({ began, body }) => {
    const entry = navigationEntry();
    if (began === 'load' && entry) body.navigation = toPhases(entry);
  };
}

/** The duration between two moments of an entry; undefined when a moment is missing or none passed. */
export function span(fromMs: number, untilMs: number): number | undefined {
  return fromMs && untilMs > fromMs ? untilMs - fromMs : undefined;
}

/** Phases as durations, moments after activation; what is zero or unknown is left out, at the latest when the body is written. */
export function toPhases(entry: NavigationEntry): NavigationPhases {
  const { activationStart = 0, secureConnectionStart, connectEnd, responseStart } = entry;
  const sinceActivation = (ms: number) => span(1, 1 + ms - activationStart);
  return {
    redirectMs: span(entry.redirectStart, entry.redirectEnd),
    workerMs: span(entry.workerStart, entry.fetchStart),
    dnsMs: span(entry.domainLookupStart, entry.domainLookupEnd),
    connectMs: span(entry.connectStart, secureConnectionStart || connectEnd),
    tlsMs: span(secureConnectionStart, connectEnd),
    waitMs: span(entry.requestStart, responseStart),
    responseMs: span(responseStart, entry.responseEnd),
    domInteractiveMs: sinceActivation(entry.domInteractive),
    domContentLoadedMs: sinceActivation(entry.domContentLoadedEventEnd),
    loadMs: sinceActivation(entry.loadEventEnd),
    activationMs: activationStart || undefined,
    protocol: entry.nextHopProtocol,
    status: entry.responseStatus || undefined,
    transferBytes: entry.transferSize || undefined,
    decodedBytes: entry.decodedBodySize || undefined,
    deliveryType: entry.deliveryType,
    notRestoredReasons: entry.notRestoredReasons?.reasons?.slice(0, 10).map(({ reason }) => reason),
    server: readServerTiming(entry.serverTiming),
  };
}
