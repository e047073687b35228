/** The benches by name, in the order in which they run when all are asked for: the quick ones first. */
import type { Figure } from './figure.ts';

type Bench = { run(): Promise<Figure[]> };

/** Loaded one by one: a bench's peers are nobody else's dependencies. */
export const benches: Record<string, () => Promise<Bench>> = {
  'sdk-size': () => import('./sdk-size.ts'),
  bundle: () => import('./bundle.ts'),
  bulk: () => import('./bulk.ts'),
  cms: () => import('./cms.ts'),
  images: () => import('./images.ts'),
  'sdk-cost': () => import('./sdk-cost.ts'),
  lighthouse: () => import('./lighthouse.ts'),
  scroll: () => import('./scroll.ts'),
  monitor: () => import('./monitor.ts'),
  door: () => import('./door.ts'),
  store: () => import('./store.ts'),
};

export const benchNames: readonly string[] = Object.keys(benches);
