/** What two servers did for one slow page: a website waits for an API, which runs one statement forty times. */
import type { ServerTrace } from '@throughline/protocol';
import { createRandom } from './random.ts';

export const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
export const startedAtMs = Date.UTC(2026, 10, 24, 9, 30, 0);
export const hostile = '<img src=x onerror=alert(1)>';

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

export function websiteTrace(): ServerTrace {
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

export function apiTrace(): ServerTrace {
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

export function relatedTrace(): ServerTrace {
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
