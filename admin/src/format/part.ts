/** The parts of a page's way to its first byte and its largest paint, and the colour of each. */
import type { PathPart } from '@throughline/protocol';

export const partTitles: Record<PathPart, string> = {
  redirect: 'redirect',
  worker: 'service worker',
  dns: 'DNS',
  connect: 'connecting',
  tls: 'TLS',
  network: 'network',
  app: 'server code',
  sql: 'SQL',
  cache: 'cache',
  upstream: 'other services',
  loadDelay: 'delay before loading',
  load: 'loading the element',
  renderDelay: 'render delay',
};

/** A name among the tones of the charts. */
export const partTones: Record<PathPart, string> = {
  redirect: 'redirect',
  worker: 'worker',
  dns: 'dns',
  connect: 'connect',
  tls: 'tls',
  network: 'network',
  app: 'app',
  sql: 'sql',
  cache: 'cache',
  upstream: 'upstream',
  loadDelay: 'document',
  load: 'response',
  renderDelay: 'measure',
};
