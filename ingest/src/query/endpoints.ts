/** Every question of the read API about what was measured. */
import type { Endpoint } from '../http/endpoint.ts';
import type { Store } from '../store/store.ts';
import { createAnalysisEndpoints } from './analysis-endpoints.ts';
import { createPageEndpoints } from './page-endpoints.ts';
import { createServerEndpoints } from './server-endpoints.ts';
import { createStorageEndpoints } from './storage-endpoints.ts';
import { createViewEndpoints } from './view-endpoints.ts';

export type QueryOptions = { store: Store; dataDir?: string; now?: () => number };

export function createQueryEndpoints(options: QueryOptions): Endpoint[] {
  return [
    ...createViewEndpoints(options),
    ...createAnalysisEndpoints(options),
    ...createPageEndpoints(options),
    ...createServerEndpoints(options),
    ...createStorageEndpoints(options),
  ];
}
