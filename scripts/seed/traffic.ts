/**
 * Made-up traffic that behaves like real traffic: few routes get most views, times are heavy-tailed and belong together
 * (a slow server makes a slow TTFB makes a slow LCP), phones and slow networks are slower, nights are quiet. The same seed
 * gives the same views. Every view carries the tag `synthetic`.
 */

import type { StoredView } from '@throughline/ingest/store';
import type { ViewBody } from '@throughline/protocol';
import { createRandom, type Random } from '../random.ts';

export type TrafficOptions = {
  site: string;
  key: string;
  routes: number;
  fromMs: number;
  toMs: number;
  /** Default 1. */
  seed?: number;
};

type Kind = { name: string; share: number; factor: number };

const devices: Kind[] = [
  { name: 'mobile', share: 0.58, factor: 1.6 },
  { name: 'desktop', share: 0.38, factor: 0.8 },
  { name: 'tablet', share: 0.04, factor: 1.2 },
];
const countries: Kind[] = [
  { name: 'DE', share: 0.36, factor: 0.8 },
  { name: 'US', share: 0.22, factor: 1.1 },
  { name: 'FR', share: 0.12, factor: 0.9 },
  { name: 'BR', share: 0.1, factor: 1.5 },
  { name: 'IN', share: 0.12, factor: 1.9 },
  { name: 'JP', share: 0.08, factor: 1.3 },
];
const browsers: Kind[] = [
  { name: 'Chrome', share: 0.64, factor: 1 },
  { name: 'Safari', share: 0.2, factor: 0.9 },
  { name: 'Firefox', share: 0.08, factor: 1 },
  { name: 'Edge', share: 0.08, factor: 1 },
];
const connections: Kind[] = [
  { name: '4g', share: 0.86, factor: 1 },
  { name: '3g', share: 0.11, factor: 2.2 },
  { name: '2g', share: 0.03, factor: 4 },
];
const navigationTypes: Kind[] = [
  { name: 'navigate', share: 0.72, factor: 1 },
  { name: 'back-forward-cache', share: 0.1, factor: 0.05 },
  { name: 'reload', share: 0.08, factor: 0.9 },
  { name: 'soft-navigation', share: 0.06, factor: 0.4 },
  { name: 'prerender', share: 0.04, factor: 0.2 },
];

/** Views in the order of their time. */
export function* makeViews(count: number, options: TrafficOptions): Generator<StoredView> {
  const random = createRandom(options.seed ?? 1);
  const routes = makeRoutes(options.routes, random);
  const spanMs = options.toMs - options.fromMs;
  for (let at = 0; at < count; at += 1) {
    const startedAtMs = Math.floor(options.fromMs + (spanMs * (at + random())) / count);
    yield makeView(startedAtMs, pick(routes, random), options, random);
  }
}

type Route = Kind & { pattern: string; sqlCount: number; lcpTarget: string };

/** Zipf: the nth route gets a share of 1/n. */
function makeRoutes(count: number, random: Random): Route[] {
  const sections = ['articles', 'shop', 'help', 'people', 'events', 'search', 'tags', 'account'];
  const total = Array.from({ length: count }, (_, at) => 1 / (at + 1)).reduce((sum, share) => sum + share, 0);
  return Array.from({ length: count }, (_, at) => {
    const section = sections[at % sections.length] ?? '';
    const pattern = at === 0 ? '/' : `/${section}/topic-${at}/:slug`;
    return {
      name: pattern,
      pattern,
      share: 1 / (at + 1) / total,
      factor: 0.5 + random() * 1.5,
      sqlCount: 1 + Math.floor(random() ** 3 * 40),
      lcpTarget: random() < 0.6 ? 'main>article>figure>img.lead' : 'main>h1',
    };
  });
}

function pick<T extends { share: number }>(kinds: T[], random: Random): T {
  let left = random();
  for (const kind of kinds) {
    left -= kind.share;
    if (left <= 0) return kind;
  }
  return kinds[kinds.length - 1] as T;
}

/** Lognormal, by Box and Muller. */
function around(median: number, spread: number, random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(spread * normal);
}

const ms = (value: number): number => Math.round(value * 10) / 10;

function makeView(startedAtMs: number, route: Route, options: TrafficOptions, random: Random): StoredView {
  const device = pick(devices, random);
  const country = pick(countries, random);
  const connection = pick(connections, random);
  const navigation = pick(navigationTypes, random);
  const network = country.factor * connection.factor;
  const isLoad = navigation.name !== 'back-forward-cache' && navigation.name !== 'soft-navigation';
  const times = makeTimes({ device, navigation, network, route }, random);
  const body: ViewBody = {
    v: 1,
    key: options.key,
    view: {
      id: uuid(random),
      revision: 1,
      startedAtMs,
      sentAtMs: startedAtMs + 20_000,
      url: `https://synthetic.example${route.pattern.replace(':slug', `entry-${Math.floor(random() * 5_000)}`)}`,
      navigationType: navigation.name as ViewBody['view']['navigationType'],
    },
    visit: { id: uuid(random) },
    tags: { synthetic: 'true' },
    release: `2026.${1 + Math.floor((startedAtMs / 86_400_000) % 40)}`,
    environment: 'production',
    connection: { effectiveType: connection.name as '4g', rttMs: Math.round(50 * network) },
    device: { viewportWidthPx: device.name === 'mobile' ? 390 : 1_440, viewportHeightPx: 844, cores: 8 },
    vitals: times.vitals,
    ...(isLoad && { navigation: times.navigation }),
    ...(random() < 0.4 && { requests: times.requests }),
    resources: {
      byType: {
        script: { count: 9, transferBytes: 182_000, durationMs: ms(around(300, 0.5, random)) },
        img: { count: 14, transferBytes: 640_000, durationMs: ms(around(900, 0.5, random)) },
      },
      slowest: [
        {
          url: 'https://cdn.example/lead.avif',
          type: 'img',
          startMs: 120,
          durationMs: ms(around(400, 0.6, random)),
        },
      ],
    },
  };
  return {
    site: options.site,
    body,
    receivedAtMs: startedAtMs + 21_000,
    startedAtMs,
    dated: 'sender',
    route: route.pattern,
    browser: pick(browsers, random).name,
    browserVersion: String(120 + Math.floor(random() * 12)),
    os: device.name === 'desktop' ? 'Windows' : 'Android',
    deviceClass: device.name,
    country: country.name,
    isBot: random() < 0.02,
  };
}

type Shape = { device: Kind; navigation: Kind; network: number; route: Route };

function makeTimes({ device, navigation, network, route }: Shape, random: Random) {
  const sqlMs = ms(around(3 * route.sqlCount * route.factor, 0.8, random));
  const appMs = ms(around(18 * route.factor, 0.5, random));
  const cacheMs = random() < 0.3 ? ms(around(1.5, 0.5, random)) : undefined;
  const requestMs = ms(sqlMs + appMs + (cacheMs ?? 0));
  const hasConnected = random() < 0.45;
  const dnsMs = hasConnected ? ms(around(12 * network, 0.7, random)) : undefined;
  const connectMs = hasConnected ? ms(around(24 * network, 0.5, random)) : undefined;
  const tlsMs = hasConnected ? ms(around(28 * network, 0.5, random)) : undefined;
  const wire = around(70 * network, 0.5, random);
  const ttfb = ms((wire + (dnsMs ?? 0) + (connectMs ?? 0) + (tlsMs ?? 0) + requestMs) * navigation.factor);
  const loadDelayMs = ms(around(180 * device.factor, 0.7, random) * navigation.factor);
  const loadMs = ms(around(160 * network, 0.7, random) * navigation.factor);
  const renderDelayMs = ms(around(140 * device.factor, 0.8, random) * navigation.factor);
  const lcp = ms(ttfb + loadDelayMs + loadMs + renderDelayMs);
  const inputDelayMs = ms(around(12 * device.factor, 0.9, random));
  const processingMs = ms(around(38 * device.factor, 0.9, random));
  const presentationMs = ms(around(28 * device.factor, 0.5, random));
  const hasInteraction = random() < 0.45;
  const vitals: ViewBody['vitals'] = {
    lcp: { value: lcp, target: route.lcpTarget, loadDelayMs, loadMs, renderDelayMs },
    fcp: { value: ms(ttfb + around(220 * device.factor, 0.5, random) * navigation.factor) },
    ttfb: { value: ttfb },
    cls:
      random() < 0.35
        ? { value: 0 }
        : { value: Math.round(around(0.03, 1.1, random) * 1e4) / 1e4, target: 'aside>div.ad' },
    ...(hasInteraction && {
      inp: {
        value: ms(inputDelayMs + processingMs + presentationMs),
        target: 'button.buy',
        inputDelayMs,
        processingMs,
        presentationMs,
      },
      fid: { value: ms(around(6 * device.factor, 1, random)) },
    }),
  };
  return {
    vitals,
    navigation: {
      dnsMs,
      connectMs,
      tlsMs,
      server: { requestMs, appMs, sqlMs, sqlCount: route.sqlCount, cacheMs },
    },
    requests: [
      {
        url: 'https://api.example/related/17',
        startMs: ms(ttfb + 100),
        durationMs: ms(around(90 * network, 0.6, random)),
        status: 200,
        server: { requestMs: ms(around(20, 0.6, random)), sqlMs: ms(around(9, 0.8, random)), sqlCount: 2 },
      },
    ],
  };
}

/** Version 4 by shape; its randomness is the traffic's, so that the same seed gives the same ids. */
function uuid(random: Random): string {
  const hex = (digits: number): string =>
    Math.floor(random() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(8)}${hex(4)}`;
}
