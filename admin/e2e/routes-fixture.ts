/** Made-up routes of a made-up shop: fast and slow, often and hardly seen, with and without API requests, and hostile. */
import type { Estimate, RouteRow, VitalEstimate } from '@throughline/protocol';
import { type VitalName, vitals } from '@throughline/protocol/vitals';
import { createRandom, type Random } from './random.ts';

export const hostileRoute = '/<img src=x onerror=alert(1)>/:slug';

type Made = {
  route: string;
  views: number;
  slowness: number;
  serverMs: number;
  sqlShare: number;
  statements: number;
  requests: number;
  without?: VitalName[];
};

const made: Made[] = [
  { route: '/', views: 18_204, slowness: 0.7, serverMs: 62, sqlShare: 0.4, statements: 6, requests: 1 },
  {
    route: '/articles/:slug',
    views: 41_877,
    slowness: 1.5,
    serverMs: 684,
    sqlShare: 0.82,
    statements: 44,
    requests: 2,
  },
  {
    route: '/articles',
    views: 9_310,
    slowness: 1.05,
    serverMs: 240,
    sqlShare: 0.66,
    statements: 12,
    requests: 1,
  },
  {
    route: '/authors/:name',
    views: 2_404,
    slowness: 0.9,
    serverMs: 131,
    sqlShare: 0.5,
    statements: 8,
    requests: 0,
  },
  {
    route: '/tags/:tag',
    views: 5_120,
    slowness: 1.2,
    serverMs: 402,
    sqlShare: 0.9,
    statements: 3,
    requests: 0,
  },
  {
    route: '/search',
    views: 3_981,
    slowness: 1.9,
    serverMs: 910,
    sqlShare: 0.93,
    statements: 2,
    requests: 4,
  },
  {
    route: '/checkout/:step',
    views: 1_204,
    slowness: 1.1,
    serverMs: 180,
    sqlShare: 0.35,
    statements: 19,
    requests: 7,
    without: ['fid'],
  },
  {
    route: '/account/orders/:order/items/:item/returns/new',
    views: 412,
    slowness: 0.8,
    serverMs: 95,
    sqlShare: 0.6,
    statements: 11,
    requests: 3,
  },
  {
    route: '/help/:topic',
    views: 640,
    slowness: 0.5,
    serverMs: 18,
    sqlShare: 0.1,
    statements: 1,
    requests: 0,
    without: ['inp', 'fid'],
  },
  {
    route: '/newsletter/confirm',
    views: 22,
    slowness: 0.8,
    serverMs: 44,
    sqlShare: 0.5,
    statements: 2,
    requests: 0,
    without: ['inp', 'fid'],
  },
  {
    route:
      '/press/2026/a-very-long-address-that-nobody-made-a-pattern-for-yet-and-that-goes-on-and-on/index.html',
    views: 7,
    slowness: 2.4,
    serverMs: 300,
    sqlShare: 0.2,
    statements: 5,
    requests: 0,
    without: ['inp', 'cls', 'fid'],
  },
  {
    route: '/app/#/inbox',
    views: 8_800,
    slowness: 0.95,
    serverMs: 0,
    sqlShare: 0,
    statements: 0,
    requests: 9,
  },
  { route: hostileRoute, views: 35, slowness: 1, serverMs: 77, sqlShare: 0.3, statements: 4, requests: 1 },
  { route: '(other)', views: 530, slowness: 1.3, serverMs: 120, sqlShare: 0.4, statements: 7, requests: 0 },
];

const typical: Record<VitalName, number> = {
  lcp: 2_050,
  inp: 150,
  cls: 0.07,
  fcp: 1_300,
  ttfb: 520,
  fid: 14,
};

/** @param percentile Values rise with it, as they would. */
export function makeRoutes(percentile = 75): RouteRow[] {
  return made.map((route, index) => toRow(route, createRandom(index + 1), 1 + (percentile - 75) / 60));
}

function toRow(route: Made, random: Random, stretch: number): RouteRow {
  const row: RouteRow = { route: route.route, views: route.views, vitals: {}, server: {}, api: {} };
  for (const name of Object.keys(typical) as VitalName[]) {
    if (route.without?.includes(name)) continue;
    const n = Math.max(1, Math.round(route.views * (name === 'inp' || name === 'fid' ? 0.62 : 0.97)));
    const value = typical[name] * route.slowness * random.between(0.8, 1.25) * stretch;
    row.vitals[name] = toVital(name, value, n);
  }
  if (route.serverMs > 0) {
    const requestMs = route.serverMs * stretch;
    row.server = {
      requestMs: toEstimate(requestMs, route.views),
      appMs: toEstimate(requestMs * (1 - route.sqlShare), route.views),
      sqlMs: toEstimate(requestMs * route.sqlShare, route.views),
      sqlCount: toEstimate(route.statements, route.views),
    };
  }
  row.api = { count: toEstimate(route.requests, route.views) };
  if (route.requests > 0) {
    const requestMs = route.requests * random.between(30, 80) * stretch;
    row.api.requestMs = toEstimate(requestMs, route.views);
    row.api.sqlMs = toEstimate(requestMs * 0.6, route.views);
    row.api.sqlCount = toEstimate(route.requests * 2.5, route.views);
  }
  return row;
}

function toEstimate(value: number, n: number): Estimate {
  const enough = n >= 30;
  const halfWidth = (value * 1.6) / Math.sqrt(n);
  return enough
    ? { value, low: value - halfWidth, high: value + halfWidth, n, enough }
    : { value, n, enough };
}

function toVital(name: VitalName, value: number, n: number): VitalEstimate {
  const { good, poor } = vitals[name];
  const goodShare = Math.min(0.99, Math.max(0.02, 1 - 0.25 * (value / good) ** 1.6));
  const poorShare = Math.min(1 - goodShare, Math.max(0, 0.12 * (value / poor) ** 2));
  return {
    ...toEstimate(value, n),
    good: goodShare,
    needsImprovement: 1 - goodShare - poorShare,
    poor: poorShare,
  };
}
