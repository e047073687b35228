/** Single views of one route, a few seconds apart, newest first. */
import type { ViewRow } from '@throughline/protocol';
import { createRandom } from './random.ts';

/** @param newestAtMs When the newest of them began, Unix milliseconds. */
export function makeViews(count: number, newestAtMs: number, route: string): ViewRow[] {
  const random = createRandom(42);
  return Array.from({ length: count }, (_, index) => {
    const hasInteraction = random.next() > 0.35;
    const serverMs = random.between(180, 900);
    return {
      id: `8d0e0000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      startedAt: new Date(newestAtMs - index * 7_300 - (index > 20 ? 90_000_000 : 0)).toISOString(),
      route,
      url: `https://shop.example.test/articles/${index === 3 ? '<img src=x onerror=alert(1)>' : `story-number-${index}-of-many`}`,
      navigationType: index % 9 === 4 ? 'back-forward-cache' : 'navigate',
      vitals: {
        lcp: random.between(900, 4_800),
        cls: random.between(0, 0.3) ** 2,
        fcp: random.between(700, 2_400),
        ttfb: serverMs + random.between(40, 300),
        ...(hasInteraction ? { inp: random.between(40, 560), fid: random.between(1, 40) } : {}),
      },
      server:
        index % 9 === 4
          ? {}
          : { requestMs: serverMs, sqlMs: serverMs * 0.8, sqlCount: 44, appMs: serverMs * 0.2 },
      api: { count: 2, requestMs: random.between(100, 400), sqlMs: random.between(60, 300), sqlCount: 3 },
    };
  });
}
