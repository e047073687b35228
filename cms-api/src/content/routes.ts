/** Entries of all content types over HTTP. */
import type { Endpoint } from '../http/endpoint.ts';
import { bulkEndpoints } from './bulk-routes.ts';
import { type ContentDeps, readEndpoints } from './read-routes.ts';
import { stateEndpoints } from './state-routes.ts';
import { versionEndpoints } from './version-routes.ts';
import { writeEndpoints } from './write-routes.ts';

/** In this order: `/content/{type}/bulk` is no entry. */
export function contentEndpoints(deps: ContentDeps): Endpoint[] {
  return [
    ...readEndpoints(deps),
    ...bulkEndpoints(deps),
    ...writeEndpoints(deps),
    ...stateEndpoints(deps),
    ...versionEndpoints(deps),
  ];
}
