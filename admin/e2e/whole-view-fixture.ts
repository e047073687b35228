/** One slow view, whole: a page rendered by one server through another, with forty times the same statement. */
import type { ServerTrace, WholeView } from '@throughline/protocol';
import { createRandom } from './random.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const startedAtMs = Date.UTC(2026, 10, 24, 9, 30, 0);
const hostile = '<img src=x onerror=alert(1)>';

const statements = {
  article: {
    fingerprint: 'a1b2c3d4e5f60718',
    statement: 'select a.id, a.slug, a.title, a.body, a.published_at from articles a where a.slug = $1',
  },
  tag: {
    fingerprint: '0f1e2d3c4b5a6978',
    statement:
      'select t.id, t.name, t.slug, count(at.article_id) as articles from tags t join article_tags at on at.tag_id = t.id where t.id = $1 group by t.id, t.name, t.slug',
  },
  related: {
    fingerprint: '99aabbccddeeff00',
    statement:
      'select id, slug, title from articles where category = $1 and id <> $2 order by random() limit $3',
  },
  hostile: { fingerprint: 'deadbeefdeadbeef', statement: `select '${hostile}' as name` },
};

export function makeWholeView(id: string): WholeView {
  const receivedAt = new Date(startedAtMs + 3_400).toISOString();
  return {
    id,
    revision: 3,
    startedAt: new Date(startedAtMs).toISOString(),
    receivedAt,
    dated: 'corrected',
    route: '/articles/:slug',
    body: {
      v: 1,
      view: {
        id,
        revision: 3,
        startedAtMs,
        sentAtMs: startedAtMs + 3_300,
        url: 'https://shop.example.test/articles/the-long-way-down-to-a-statement',
        navigationType: 'navigate',
      },
      vitals: {
        lcp: {
          value: 2_874,
          target: 'main > article > figure > img.hero',
          url: 'https://cdn.example.test/hero/1600.avif',
          ttfbMs: 902,
          loadDelayMs: 410,
          loadMs: 1_270,
          renderDelayMs: 292,
        },
        inp: {
          value: 232,
          target: 'button#like',
          type: 'pointer',
          atMs: 9_120,
          inputDelayMs: 22,
          processingMs: 168,
          presentationMs: 42,
          script: {
            url: 'https://shop.example.test/assets/like.js',
            invoker: 'BUTTON#like.onclick',
            durationMs: 161,
          },
        },
        cls: { value: 0.132, target: 'aside.banner', atMs: 1_980, shift: 0.11 },
        fcp: { value: 1_246 },
        ttfb: { value: 902 },
        fid: { value: 22, target: 'button#like', type: 'pointerdown', atMs: 9_120 },
      },
      visit: { id: '6f1c2a34-0000-4000-8000-00000000abcd' },
      referrer: 'javascript:alert(document.cookie)',
      release: '2026.11.24-3',
      environment: 'production',
      tags: { plan: 'pro', [hostile]: hostile },
      device: { viewportWidthPx: 1_512, viewportHeightPx: 860, pixelRatio: 2, memoryGib: 8, cores: 10 },
      connection: { effectiveType: '4g', rttMs: 50, downlinkMbps: 10 },
      resources: {
        byType: {
          script: { count: 7, transferBytes: 184_220, cached: 2, renderBlocking: 1 },
          img: { count: 12, transferBytes: 2_410_000 },
          css: { count: 2, transferBytes: 31_400, renderBlocking: 2 },
        },
        slowest: [
          {
            url: 'https://cdn.example.test/hero/1600.avif',
            type: 'img',
            startMs: 1_312,
            durationMs: 1_270,
            transferBytes: 1_920_000,
          },
          {
            url: 'https://shop.example.test/assets/app.css',
            type: 'css',
            startMs: 930,
            durationMs: 210,
            transferBytes: 28_000,
            renderBlocking: true,
          },
        ],
      },
      marks: [
        { name: 'hero in view', startMs: 2_700 },
        { name: hostile, startMs: 1_500, detail: hostile },
      ],
      measures: [{ name: 'hydrate', startMs: 1_420, durationMs: 388 }],
      longFrames: {
        count: 3,
        blockingMs: 214,
        scripts: [
          {
            url: 'https://shop.example.test/assets/like.js',
            invoker: 'BUTTON#like.onclick',
            durationMs: 161,
          },
        ],
      },
    },
    navigation: {
      dnsMs: 12,
      connectMs: 18,
      tlsMs: 24,
      waitMs: 840,
      responseMs: 36,
      domInteractiveMs: 1_510,
      domContentLoadedMs: 1_830,
      loadMs: 3_020,
      protocol: 'h2',
      status: 200,
      transferBytes: 14_220,
      encodedBytes: 13_900,
      decodedBytes: 61_200,
      server: {
        requestMs: 792,
        appMs: 118,
        sqlMs: 664,
        sqlCount: 44,
        upstreamMs: 10,
        traceId,
        route: '/articles/:slug',
      },
      traces: [websiteTrace(), apiTrace()],
    },
    requests: [
      {
        url: 'https://api.example.test/v1/articles/the-long-way/related?limit=4',
        method: 'GET',
        startMs: 1_860,
        durationMs: 356,
        waitMs: 320,
        status: 200,
        transferBytes: 2_210,
        server: {
          requestMs: 298,
          appMs: 12,
          sqlMs: 286,
          sqlCount: 1,
          traceId: '11112222333344445555666677778888',
        },
        traces: [relatedTrace()],
      },
      {
        url: `https://api.example.test/v1/${hostile}`,
        method: 'POST',
        startMs: 2_300,
        durationMs: 120,
        status: 500,
        server: { requestMs: 71, appMs: 40, sqlMs: 31, sqlCount: 3 },
        traces: [],
      },
      {
        url: 'https://third-party.example/collect',
        method: 'POST',
        startMs: 9_400,
        durationMs: 88,
        status: 204,
        traces: [],
      },
    ],
  };
}

function websiteTrace(): ServerTrace {
  return {
    service: 'website',
    traceId,
    spanId: '1000000000000001',
    parentSpanId: 'ffffffffffffffff',
    method: 'GET',
    route: '/articles/:slug',
    status: 200,
    startedAtMs,
    durationMs: 792,
    appMs: 38,
    sqlMs: 0,
    sqlCount: 0,
    upstreamMs: 754,
    kept: 'slow',
    spans: [
      { kind: 'cache', startMs: 2, durationMs: 3, name: 'layout' },
      {
        kind: 'http',
        startMs: 8,
        durationMs: 750,
        name: 'GET api.example.test/v1/articles/the-long-way',
        spanId: '1000000000000002',
        status: 200,
      },
      { kind: 'timer', startMs: 760, durationMs: 29, name: 'render template' },
    ],
  };
}

function apiTrace(): ServerTrace {
  const random = createRandom(7);
  let atMs = 172;
  const repeated = Array.from({ length: 40 }, () => {
    const durationMs = random.between(9, 14);
    const span = {
      kind: 'sql' as const,
      startMs: atMs,
      durationMs,
      rows: 1,
      callSite: 'src/content/tags.ts:41',
      ...statements.tag,
    };
    atMs += durationMs + random.between(0.4, 1.6);
    return span;
  });
  return {
    service: 'cms-api',
    traceId,
    spanId: '2000000000000001',
    parentSpanId: '1000000000000002',
    method: 'GET',
    route: '/v1/articles/:slug',
    status: 200,
    startedAtMs: startedAtMs + 60,
    durationMs: 741,
    appMs: 77,
    sqlMs: 664,
    sqlCount: 44,
    kept: 'n+1',
    spans: [
      {
        kind: 'sql',
        startMs: 4,
        durationMs: 148,
        waitMs: 3.2,
        rows: 1,
        callSite: 'src/content/articles.ts:88',
        ...statements.article,
      },
      { kind: 'sql', startMs: 154, durationMs: 6, rows: 40, fingerprint: '1234123412341234' },
      ...repeated,
      { kind: 'sql', startMs: 708, durationMs: 2.4, rows: 0, ...statements.hostile },
      {
        kind: 'sql',
        startMs: 712,
        durationMs: 0.4,
        fingerprint: 'beefbeefbeefbeef',
        statement: 'insert into reads (article_id, at) values ($1, $2)',
        error: '23505',
      },
    ],
    spansDropped: 0,
  };
}

function relatedTrace(): ServerTrace {
  return {
    service: 'cms-api',
    traceId: '11112222333344445555666677778888',
    spanId: '3000000000000001',
    method: 'GET',
    route: '/v1/articles/:slug/related',
    status: 200,
    startedAtMs: startedAtMs + 1_900,
    durationMs: 298,
    appMs: 12,
    sqlMs: 286,
    sqlCount: 1,
    kept: 'slow',
    spans: [
      {
        kind: 'sql',
        startMs: 6,
        durationMs: 286,
        rows: 4,
        callSite: 'src/content/related.ts:19',
        ...statements.related,
      },
    ],
  };
}
