/** The way to the first byte in parts, in the order of the one list that API and screens share. */
import type { Navigation } from '@throughline/protocol';
import type { Tone } from './row.ts';

export type Part = { tone: Tone | 'network'; label: string; durationMs: number };

/**
 * Redirect + worker + DNS + connect + TLS + network + app + SQL + cache + upstream; parts of no time are left out.
 * @param ttfbMs The whole, which the parts add up to: what nobody explains, such as the browser's own queue before the
 * request leaves, belongs to the network. Without it the phases that were told are all there is.
 */
export function toTtfbParts(navigation: Navigation, ttfbMs: number | undefined): Part[] {
  const server = navigation.server ?? {};
  const { redirectMs = 0, workerMs = 0, dnsMs = 0, connectMs = 0, tlsMs = 0 } = navigation;
  const beforeMs = redirectMs + workerMs + dnsMs + connectMs + tlsMs;
  const waitMs = ttfbMs === undefined ? (navigation.waitMs ?? 0) : Math.max(0, ttfbMs - beforeMs);
  // Without a word of the server the whole wait is one part: network and server cannot be told apart.
  const networkMs = server.requestMs === undefined ? 0 : Math.max(0, waitMs - server.requestMs);
  const unexplainedMs = server.requestMs === undefined ? waitMs : 0;
  const parts: Part[] = [
    { tone: 'redirect', label: 'Redirect', durationMs: redirectMs },
    { tone: 'worker', label: 'Service worker', durationMs: workerMs },
    { tone: 'dns', label: 'DNS', durationMs: dnsMs },
    { tone: 'connect', label: 'Connect', durationMs: connectMs },
    { tone: 'tls', label: 'TLS', durationMs: tlsMs },
    { tone: 'wait', label: 'Network and server', durationMs: unexplainedMs },
    { tone: 'network', label: 'Network', durationMs: networkMs },
    { tone: 'app', label: 'App', durationMs: server.appMs ?? 0 },
    { tone: 'sql', label: 'SQL', durationMs: server.sqlMs ?? 0 },
    { tone: 'cache', label: 'Cache', durationMs: server.cacheMs ?? 0 },
    { tone: 'upstream', label: 'Upstream', durationMs: server.upstreamMs ?? 0 },
  ];
  return parts.filter((part) => part.durationMs > 0);
}
