/** The server's own account of a request, as its Server-Timing header tells it: see DESIGN, The join. */
import { limits } from '@throughline/protocol/limits';
import { toMs } from '../page/number.ts';
import type { ServerParts } from '../view-body.ts';

const durations = {
  total: 'requestMs',
  app: 'appMs',
  db: 'sqlMs',
  cache: 'cacheMs',
  net: 'upstreamMs',
} as const;

/** Undefined when the header was absent, hidden by the browser, or says nothing that we know. */
export function readServerTiming(metrics: readonly PerformanceServerTiming[] = []): ServerParts | undefined {
  const parts: ServerParts = {};
  for (const { name, duration, description } of metrics) {
    const part = durations[name as keyof typeof durations];
    if (part) parts[part] = toMs(duration);
    if (name === 'db' && /^\d{1,9}$/.test(description)) parts.sqlCount = +description;
    if (name === 'traceparent') parts.traceId = /^00-(?!0{32})([\da-f]{32})-/.exec(description)?.[1];
    if (name === 'route') parts.route = description.slice(0, limits.routeLength) || undefined;
  }
  return Object.keys(parts).length ? parts : undefined;
}
