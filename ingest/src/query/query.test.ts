/** The questions of the read API over HTTP, against numbers worked out by hand from the same views. */
import { randomUUID } from 'node:crypto';
import type {
  Attributed,
  Causes,
  HistogramAnswer,
  PartSeries,
  PathSplit,
  Problem,
  RouteList,
  Segments,
  Series,
  ServerSummary,
  StorageAnswer,
  Summary,
  TimerList,
  ViewList,
  WhatIf,
} from '@throughline/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { StoredView } from '../store/store.ts';
import { rollUpAll } from '../store/test-rounds.ts';
import { aStoredReport, aStoredView, aTrace, aViewBody, noon } from '../store/test-samples.ts';
import { startTestApp, type TestApp } from '../test-app.ts';

const hourMs = 3_600_000;
const from = new Date(noon - 12 * hourMs).toISOString();
const to = new Date(noon + 12 * hourMs).toISOString();
const visit = { id: randomUUID() };
const aHint = {
  table: 'public.things',
  filter: '(id = $1)',
  rowsInTable: 20_000,
  rowsKept: 1,
  suggestion: 'create index on public.things ("id")',
  planCost: 350,
};

/** 200 views: TTFB 200 + 10·i, of which SQL is half and the app a fifth; LCP = TTFB + 600. */
const views: StoredView[] = Array.from({ length: 200 }, (_, at) => {
  const ttfb = 200 + at * 10;
  const server = { requestMs: ttfb * 0.7, appMs: ttfb * 0.2, sqlMs: ttfb * 0.5, sqlCount: 7 };
  return aStoredView({
    site: 'shop',
    route: at % 4 === 0 ? '/' : '/things/:id',
    deviceClass: at % 2 === 0 ? 'mobile' : 'desktop',
    browser: at % 3 === 0 ? 'Firefox' : 'Chrome',
    startedAtMs: noon + (at % 5) * hourMs,
    body: aViewBody({
      visit: at < 3 ? visit : { id: randomUUID() },
      release: at < 100 ? '1.0' : '1.1',
      vitals: {
        ttfb: { value: ttfb },
        lcp: { value: ttfb + 600, target: 'img.lead', loadDelayMs: 100, loadMs: 200, renderDelayMs: 300 },
      },
      navigation: { dnsMs: 10, server },
    }),
  });
});

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp(async (store) => {
    await store.putSite({ id: 'shop', name: 'Shop', writeKey: 'pk_shop', origins: [] });
  });
  await app.store.insertViews(views);
  const durationMs = { buckets: [[250, 40] as [number, number]] };
  await app.store.insertReports([
    aStoredReport(
      {
        endpoints: [
          {
            method: 'GET',
            route: '/things/:id',
            count: 40,
            errors: 2,
            responseBytes: 20_000,
            durationMs,
            sqlMs: durationMs,
          },
        ],
        queries: [
          {
            fingerprint: 'a1b2c3d4e5f60718',
            statement: 'select * from things',
            callSite: 'src/things.ts:7',
            count: 40,
            rows: 80,
            durationMs,
          },
        ],
        plans: [
          { fingerprint: 'a1b2c3d4e5f60718', plan: 'Seq Scan on public.things', hints: [aHint] },
          // Nobody told its text: nothing to keep it with.
          { fingerprint: 'ffffffffffffffff', plan: 'Result', hints: [] },
        ],
        traces: [
          aTrace({ route: '/things/:id', durationMs: 900, kept: 'slow' }),
          aTrace({ kept: 'sampled' }),
        ],
        latest: [{ method: 'GET', route: '/things/:id', n: 40, errors: 2, p50: 141, p95: 142, p99: 143 }],
        timers: [
          {
            name: 'cache.things',
            count: 25,
            errors: 5,
            hits: 15,
            misses: 5,
            durationMs: { buckets: [[50, 25]] },
          },
          { name: 'pdf.render', count: 4, errors: 1, durationMs: { buckets: [[250, 4]] } },
          { name: 'cache.cold', count: 2, misses: 2, durationMs: { zero: 2, buckets: [] } },
        ],
      },
      { site: 'shop', service: 'api' },
    ),
  ]);
  await rollUpAll(app.store);
});
afterAll(() => app.close());

async function ask<T>(path: string, query: Record<string, string | string[]> = {}): Promise<T> {
  const search = new URLSearchParams('from' in query ? {} : { from, to });
  for (const [name, value] of Object.entries(query))
    for (const one of [value].flat()) search.append(name, one);
  const answer = await fetch(`${app.base}/api/v1/sites/shop/${path}?${search}`, { headers: app.admin });
  return (await answer.json()) as T;
}

const exact = (values: number[], ratio: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(ratio * values.length) - 1] ?? 0;
const lcps = views.map(({ body }) => body.vitals.lcp?.value ?? 0);

describe('distributions', () => {
  it('list routes by views, or by what they cost, page by page', async () => {
    const first = await ask<RouteList>('routes', { limit: '1' });
    const second = await ask<RouteList>('routes', { limit: '1', cursor: first.next ?? '' });
    const byImpact = await ask<RouteList>('routes', { sort: 'impact', metric: 'ttfb' });

    expect([first.total, first.routes[0]?.route, first.routes[0]?.views]).toEqual([2, '/things/:id', 150]);
    expect([second.routes[0]?.route, second.next]).toEqual(['/', null]);
    expect(byImpact.routes.map(({ route }) => route)).toEqual(['/things/:id', '/']);
  });

  it('stand beside the time just before, or the same weekdays as few whole weeks before as leave both apart', async () => {
    const moment = (day: number): string => new Date(Date.UTC(2026, 9, day)).toISOString();
    const spanBefore = async (from: string, to: string, compare?: string): Promise<string[]> => {
      const query = { from, to, ...(compare && { compare }) };
      const { previous } = await ask<Summary>('summary', query);
      const { previousFrom } = await ask<Series>('series', query);
      expect(previousFrom).toBe(previous.from);
      return [previous.from, previous.to];
    };

    expect(await spanBefore(moment(20), moment(22))).toEqual([moment(18), moment(20)]);
    expect(await spanBefore(moment(20), moment(22), 'week')).toEqual([moment(13), moment(15)]);
    expect(await spanBefore(moment(20), moment(27), 'week')).toEqual([moment(13), moment(20)]);
    expect(await spanBefore(moment(20), moment(30), 'week')).toEqual([moment(6), moment(16)]);
  });

  it('sum up the range beside the one before', async () => {
    const summary = await ask<Summary>('summary', { metric: ['lcp', 'sqlCount'] });

    expect(summary).toMatchObject({ source: 'rollups', views: 200, percentile: 75, previous: { views: 0 } });
    const lcp = summary.metrics.lcp?.value ?? 0;
    expect(Math.abs(lcp / exact(lcps, 0.75) - 1)).toBeLessThan(0.01);
    expect(summary.metrics.sqlCount?.value).toBeCloseTo(7, 0);
    expect(summary.metrics.ttfb).toBeUndefined();
  });

  it('make a series of whole buckets', async () => {
    const series = await ask<Series>('series', { metric: 'ttfb', step: 'hour' });

    expect(series.points.map(({ views: n }) => n)).toEqual([40, 40, 40, 40, 40]);
    expect(series.points[0]?.at).toBe(new Date(noon).toISOString());
  });

  it('draw a histogram whose bars hold every view up to the 99th percentile and end where ratings change', async () => {
    const told = await ask<HistogramAnswer>('histogram', { metric: 'lcp' });

    expect(told.bars.reduce((sum, { count }) => sum + count, 0)).toBe(200);
    expect(told.bars.map((bar) => bar.to)).toContain(2_500);
    const [first, ...rest] = told.bars;
    rest.reduce((before, bar) => {
      expect(bar.from).toBe(before?.to);
      return bar;
    }, first);
  });

  it.each(['device', 'browser', 'release'] as const)('tell %s apart, and lose nobody', async (by) => {
    const { segments } = await ask<Segments>('segments', { by, metric: 'lcp' });
    expect(segments.length).toBe(2);
    expect(segments.reduce((sum, { views: n }) => sum + n, 0)).toBe(200);
  });

  it('obey every filter, alone and together', async () => {
    const wanted = views.filter(
      ({ deviceClass, browser, body }) =>
        deviceClass === 'mobile' && browser === 'Firefox' && body.release === '1.1',
    );
    const filters = { device: 'mobile', browser: 'Firefox', release: '1.1' };

    const summary = await ask<Summary>('summary', { ...filters, metric: 'lcp' });
    const list = await ask<ViewList>('views', { ...filters, limit: '200' });

    expect(summary).toMatchObject({ source: 'views', views: wanted.length });
    expect(list.views.map(({ id }) => id).sort()).toEqual(wanted.map(({ body }) => body.view.id).sort());
  });

  it('list the views of a percentile band', async () => {
    const list = await ask<ViewList>('views', { metric: 'ttfb', low: '500', high: '600', limit: '200' });
    expect(list.views.map((view) => view.vitals.ttfb).sort()).toEqual([
      500, 510, 520, 530, 540, 550, 560, 570, 580, 590, 600,
    ]);
  });

  it('name the elements behind a vital', async () => {
    const { items } = await ask<Attributed>('attribution', { what: 'lcpTarget' });
    expect(items).toMatchObject([{ name: 'img.lead', views: 200 }]);
  });
});

describe('the path split', () => {
  it.each(['ttfb', 'lcp'] as const)('of %s adds up to the whole', async (metric) => {
    const split = await ask<PathSplit>('split', { metric });

    const sum = split.parts.reduce((total, { ms }) => total + ms, 0);
    expect(Math.abs(sum / (split.value ?? 0) - 1)).toBeLessThan(0.01);
    expect(split).toMatchObject({ enough: false, explained: 1 });
    expect(split.n).toBeGreaterThan(15);
  });

  it('knows the shares that the views were made with', async () => {
    const { parts } = await ask<PathSplit>('split', { metric: 'ttfb' });
    const share = Object.fromEntries(parts.map((part) => [part.part, part.share]));
    expect(share.sql).toBeCloseTo(0.5, 2);
    expect(share.app).toBeCloseTo(0.2, 2);
    expect((share.network ?? 0) + (share.dns ?? 0)).toBeCloseTo(0.3, 2);
  });
});

describe('causes', () => {
  it('are read from views near the percentile alone', async () => {
    const causes = await ask<Causes>('causes', { metric: 'lcp', route: '/' });

    expect(causes.views).toBeGreaterThan(3);
    expect(causes.views).toBeLessThan(8);
    expect(causes).toMatchObject({ metric: 'lcp', percentile: 75, traced: 0, statements: [] });
  });
});

describe('what if', () => {
  it('recomputes the percentile as if a part had been capped', async () => {
    const { asIs, capped } = { asIs: exact(lcps, 0.75), capped: exact(lcps.map(withCap), 0.75) };

    const answer = await ask<WhatIf>('what-if', { metric: 'lcp', cap: 'sql:50' });

    expect(Math.abs((answer.now?.value ?? 0) / asIs - 1)).toBeLessThan(0.01);
    expect(Math.abs((answer.capped?.value ?? 0) / capped - 1)).toBeLessThan(0.01);
    expect(answer.caps).toEqual({ sql: 50 });
  });

  it.each([
    ['cap', 'sql'],
    ['cap', 'sql:fast'],
    ['cap', 'magic:50'],
    ['metric', 'cls'],
    ['percentile', '76'],
    ['from', 'yesterday'],
    ['route', 'x'.repeat(3_000)],
    ['unknown', '1'],
  ])('refuses %s=%s with the name of the parameter', async (name, value) => {
    const problem = await ask<Problem>('what-if', { cap: 'sql:50', [name]: value });
    expect(problem).toMatchObject({ status: 400, code: 'invalid_query' });
    expect(problem.field).toContain(name);
  });
});

function withCap(lcp: number): number {
  const sqlMs = (lcp - 600) * 0.5;
  return lcp - Math.max(0, sqlMs - 50);
}

describe('servers', () => {
  it('list endpoints and statements by their time in sum', async () => {
    expect(await ask('endpoints')).toMatchObject({
      endpoints: [
        {
          service: 'api',
          endpoint: 'GET /things/:id',
          count: 40,
          errors: 2,
          errorRate: 0.05,
          bytesPerResponse: 500,
          latest: { processes: 1, n: 40, errors: 2, p95: { low: 142, high: 142 }, change: null },
        },
      ],
    });
    expect(await ask('queries')).toMatchObject({
      queries: [
        {
          fingerprint: 'a1b2c3d4e5f60718',
          statement: 'select * from things',
          callSite: 'src/things.ts:7',
          plan: { text: 'Seq Scan on public.things', hints: [aHint] },
          count: 40,
          rows: 80,
        },
      ],
    });
  });

  it('sum all requests and all statements up', async () => {
    const summary = await ask<ServerSummary>('server-summary', { percentile: '95' });

    expect(summary.requests).toMatchObject({ count: 40, errors: 2, errorRate: 0.05, apdex: 1 });
    expect(summary.requests.duration?.value).toBeCloseTo(summary.requests.p95 ?? 0, 0);
    expect(summary.statements).toMatchObject({ count: 40, errors: 0, duration: { n: 40, enough: true } });
  });

  it('list timers by their time in sum, and what share of look-ups a cache answered', async () => {
    const { timers } = await ask<TimerList>('timers');

    // A bucket's middle is 2·1.02^i / 2.02.
    const [pdfMs, cacheMs] = [139.869, 2.665];
    expect(timers).toMatchObject([
      { service: 'api', name: 'pdf.render', count: 4, errors: 1, errorRate: 0.25, hitRatio: null },
      { service: 'api', name: 'cache.things', count: 25, errors: 5, errorRate: 0.2, hitRatio: 0.75 },
      { service: 'api', name: 'cache.cold', count: 2, errors: 0, errorRate: 0, totalMs: 0, hitRatio: 0 },
    ]);
    expect(timers[0]?.totalMs).toBeCloseTo(4 * pdfMs, 1);
    expect(timers[1]?.totalMs).toBeCloseTo(25 * cacheMs, 1);
    expect(timers[0]?.duration).toMatchObject({ n: 4, enough: false });
    for (const value of [timers[0]?.p50, timers[0]?.p95, timers[0]?.p99, timers[0]?.duration?.value])
      expect(value).toBeCloseTo(pdfMs, 1);
  });

  it('follow one endpoint over time', async () => {
    const series = await ask<z.infer<typeof PartSeries>>('server-series', {
      kind: 'endpoint',
      service: 'api',
      name: 'GET /things/:id',
    });
    expect(series.points).toMatchObject([{ at: new Date(noon).toISOString(), count: 40, failed: 2 }]);
  });

  it('list traces, slowest first, of one endpoint or all', async () => {
    const all = await ask<{ traces: object[] }>('traces', { order: 'slowest' });
    const one = await ask<{ traces: object[] }>('traces', { service: 'api', endpoint: 'GET /things/:id' });
    expect(all.traces).toMatchObject([{ durationMs: 900, kept: 'slow' }, { kept: 'sampled' }]);
    expect(one.traces).toHaveLength(1);
  });
});

describe('room', () => {
  it('is told by table, with what a day adds', async () => {
    const answer = await fetch(`${app.base}/api/v1/storage`, { headers: app.admin });
    const storage = (await answer.json()) as z.infer<typeof StorageAnswer>;
    expect(storage.tables.find(({ table }) => table === 'views')).toMatchObject({ keptDays: 30 });
    expect(storage.bytesPerView).toBeGreaterThan(100);
    expect(storage.totalBytes).toBeGreaterThan(100_000);
    // All of them came at noon of yesterday.
    expect(storage.viewsPerDay).toBeGreaterThan(200 / 1.6);
    expect(storage.viewsPerDay).toBeLessThanOrEqual(200);
    expect(storage.growthBytesPerDay).toBeGreaterThan(storage.viewsPerDay * (storage.bytesPerView ?? 0));
  });

  it('is given back when a visit is forgotten', async () => {
    const forget = (id: string) =>
      fetch(`${app.base}/api/v1/sites/shop/visits/${id}`, { method: 'DELETE', headers: app.admin });
    expect(await (await forget(visit.id)).json()).toEqual({ views: 3 });
    expect((await ask<Summary>('summary', { metric: 'lcp' })).views).toBe(197);
    expect(await (await forget(visit.id)).json()).toEqual({ views: 0 });
  });
});
