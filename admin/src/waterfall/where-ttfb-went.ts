/** The way to the first byte in parts, in the order of the one list that API and screens share. */
import type { Navigation } from '@throughline/protocol';
import type { Tone } from './row.ts';

export type Part = { tone: Tone | 'network'; label: string; durationMs: number };

/** Redirect + worker + DNS + connect + TLS + network + app + SQL + cache + upstream; parts of no time are left out. */
export function toTtfbParts(navigation: Navigation): Part[] {
  const server = navigation.server ?? {};
  const waitMs = navigation.waitMs ?? 0;
  // Without a word of the server the whole wait is one part: network and server cannot be told apart.
  const networkMs = server.requestMs === undefined ? 0 : Math.max(0, waitMs - server.requestMs);
  const unexplainedMs = server.requestMs === undefined ? waitMs : 0;
  const parts: Part[] = [
    { tone: 'redirect', label: 'Redirect', durationMs: navigation.redirectMs ?? 0 },
    { tone: 'worker', label: 'Service worker', durationMs: navigation.workerMs ?? 0 },
    { tone: 'dns', label: 'DNS', durationMs: navigation.dnsMs ?? 0 },
    { tone: 'connect', label: 'Connect', durationMs: navigation.connectMs ?? 0 },
    { tone: 'tls', label: 'TLS', durationMs: navigation.tlsMs ?? 0 },
    { tone: 'wait', label: 'Network and server', durationMs: unexplainedMs },
    { tone: 'network', label: 'Network', durationMs: networkMs },
    { tone: 'app', label: 'App', durationMs: server.appMs ?? 0 },
    { tone: 'sql', label: 'SQL', durationMs: server.sqlMs ?? 0 },
    { tone: 'cache', label: 'Cache', durationMs: server.cacheMs ?? 0 },
    { tone: 'upstream', label: 'Upstream', durationMs: server.upstreamMs ?? 0 },
  ];
  return parts.filter((part) => part.durationMs > 0);
}
