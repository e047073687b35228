/** The document's own request and its phases, clamped where browsers get them wrong. */
import { limits } from '@throughline/protocol/limits';
import { span, toMs, unlessZero } from '../page/number.ts';
import { safely } from '../page/safely.ts';
import type { View } from '../page/views.ts';
import type { NavigationPhases } from '../view-body.ts';
import { readServerTiming } from './server-timing.ts';

type Reasons = { reasons?: { reason: string }[] | null };
type NavigationEntry = PerformanceNavigationTiming & {
  activationStart?: number;
  deliveryType?: string;
  notRestoredReasons?: Reasons | null;
};

/** The entry of this document. */
export function navigationEntry(): NavigationEntry | undefined {
  return performance.getEntriesByType('navigation')[0] as NavigationEntry | undefined;
}

/** Read anew each time a view is told: the last phases are known only after the load event. */
export function collectNavigation(): (view: View) => void {
  return safely((view: View) => {
    const entry = navigationEntry();
    if (view.began === 'load' && entry) view.body.navigation = toPhases(entry);
  });
}

/** Durations that are zero are left out. */
export function toPhases(entry: NavigationEntry): NavigationPhases {
  const { activationStart = 0, secureConnectionStart, workerStart, responseStart } = entry;
  const moment = (ms: number) => unlessZero(toMs(ms - activationStart));
  const reasons = entry.notRestoredReasons?.reasons?.map(({ reason }) => reason.slice(0, limits.nameLength));
  return {
    redirectMs: span(entry.redirectStart, entry.redirectEnd),
    workerMs: span(workerStart, entry.fetchStart),
    dnsMs: span(entry.domainLookupStart, entry.domainLookupEnd),
    connectMs: span(entry.connectStart, secureConnectionStart || entry.connectEnd),
    tlsMs: span(secureConnectionStart, entry.connectEnd),
    waitMs: span(entry.requestStart, responseStart),
    responseMs: span(responseStart, entry.responseEnd),
    domInteractiveMs: moment(entry.domInteractive),
    domContentLoadedMs: moment(entry.domContentLoadedEventEnd),
    loadMs: moment(entry.loadEventEnd),
    activationMs: unlessZero(toMs(activationStart)),
    protocol: entry.nextHopProtocol || undefined,
    status: unlessZero(entry.responseStatus),
    transferBytes: unlessZero(entry.transferSize),
    encodedBytes: unlessZero(entry.encodedBodySize),
    decodedBytes: unlessZero(entry.decodedBodySize),
    deliveryType: entry.deliveryType || undefined,
    notRestoredReasons: reasons?.length ? reasons.slice(0, 10) : undefined,
    server: readServerTiming(entry.serverTiming),
  };
}
