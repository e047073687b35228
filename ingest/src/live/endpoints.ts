/** Views of a site as they are stored, by whichever process. */
import { LiveView } from '@throughline/protocol';
import { type Endpoint, eventStream } from '../http/endpoint.ts';
import type { LiveHub } from './hub.ts';

export function createLiveEndpoints(hub: LiveHub): Endpoint[] {
  return [
    eventStream({
      path: '/sites/:site/live',
      summary:
        'Views as they are stored (server-sent events: view, skipped, gap); goes on after Last-Event-ID',
      access: 'viewer',
      event: LiveView,
      join: hub.join,
      stopped: hub.stopped,
    }),
  ];
}
