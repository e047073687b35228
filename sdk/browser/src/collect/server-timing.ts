/** The server's own account of a request, as its Server-Timing header tells it: see DESIGN, The join. */
import type { ServerParts } from '../view-body.ts';

const durations: Record<string, 'requestMs' | 'appMs' | 'sqlMs' | 'cacheMs' | 'upstreamMs'> = {
  total: 'requestMs',
  app: 'appMs',
  db: 'sqlMs',
  cache: 'cacheMs',
  net: 'upstreamMs',
};

/** Undefined when the header was absent, hidden by the browser, or says nothing that we know. */
export function readServerTiming(metrics: readonly PerformanceServerTiming[] = []): ServerParts | undefined {
  let parts: ServerParts | undefined;
  for (const { name, duration, description } of metrics) {
    const part = durations[name];
    const isCount = name === 'db' && /^\d{1,9}$/.test(description);
    const traceId = name === 'traceparent' && /^00-(?!0{32})([\da-f]{32})-/.exec(description)?.[1];
    if (part) parts = { ...parts, [part]: duration };
    if (isCount) parts = { ...parts, sqlCount: +description };
    if (traceId) parts = { ...parts, traceId };
    if (name === 'route') parts = { ...parts, route: description };
  }
  return parts;
}
