import type { Trace } from '@throughline/protocol';
import { limits } from '@throughline/protocol/limits';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type MonitorOptions, toSettings } from '../options.ts';
import { listenAsIngest, type TestIngest, until } from '../test-server.ts';
import { createDeliver } from './deliver.ts';
import { createReporter, type Reporter } from './reporter.ts';
import { Totals } from './totals.ts';

describe('the reporter', () => {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  async function start(
    options: Partial<MonitorOptions> = {},
    random = () => 0,
  ): Promise<{ ingest: TestIngest; totals: Totals; reporter: Reporter }> {
    const ingest = await listenAsIngest();
    const settings = toSettings({ service: 'test', reportEveryMs: 10, ...options });
    const totals = new Totals();
    const reporter = createReporter({
      settings,
      totals,
      deliver: createDeliver(ingest.origin, 'secret'),
      instance: 'here:1',
      random,
    });
    open.push(
      () => reporter.stop(0),
      () => ingest.close(),
    );
    return { ingest, totals, reporter };
  }

  const aRequest = {
    method: 'GET',
    route: '/',
    status: 200,
    isAborted: false,
    durationMs: 12,
    sqlMs: 3,
    sqlCount: 1,
    responseBytes: 500,
  };
  const aStatement = { fingerprint: '00000000000000ab', text: 'select ?', callSite: 'a.ts:1' };

  function aTrace(spans = 1): Trace {
    return {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      method: 'GET',
      route: '/',
      status: 200,
      startedAtMs: 1_700_000_000_000,
      durationMs: 12,
      kept: 'sampled',
      spans: Array.from({ length: spans }, () => ({
        kind: 'http' as const,
        startMs: 1,
        durationMs: 2,
        name: `GET example.test/${'x'.repeat(1_000)}`,
      })),
    };
  }

  it('sends totals and traces in one report', async () => {
    const { ingest, totals, reporter } = await start();
    totals.addRequest(aRequest);
    totals.addRequest({ ...aRequest, status: 503 });
    totals.addQuery(aStatement, 3, 7, false);
    reporter.addTrace(aTrace());

    await until(() => ingest.reports.length > 0);

    expect(ingest.reports[0]).toMatchObject({
      service: 'test',
      instance: 'here:1',
      endpoints: [{ method: 'GET', route: '/', count: 2, errors: 1, sqlCount: 2 }],
      queries: [{ fingerprint: aStatement.fingerprint, statement: 'select ?', count: 1, rows: 7 }],
      traces: [{ kept: 'sampled' }],
    });
  });

  it('sends nothing when nothing happened', async () => {
    const { ingest } = await start();

    await new Promise((later) => setTimeout(later, 60));

    expect(ingest.attempts).toBe(0);
  });

  it('sends timers, even when nothing else happened', async () => {
    const { ingest, totals } = await start();
    totals.addTimer('sum', 12, { hasFailed: true });
    totals.addTimer('cache.articles', 1, { hasFailed: false, found: true });
    totals.addTimer('cache.articles', 1, { hasFailed: false, found: false });

    await until(() => ingest.reports.length > 0);

    expect(ingest.reports[0]?.timers).toMatchObject([
      { name: 'sum', count: 1, errors: 1, durationMs: { buckets: [[126, 1]] } },
      { name: 'cache.articles', count: 2, hits: 1, misses: 1, durationMs: { buckets: [[0, 2]] } },
    ]);
    expect(totals.isEmpty).toBe(true);
  });

  it("tells a statement's text once", async () => {
    const { ingest, totals } = await start();
    totals.addQuery(aStatement, 3, 1, false);
    await until(() => ingest.reports.length === 1);
    totals.addQuery(aStatement, 3, 1, false);

    await until(() => ingest.reports.length === 2);

    expect(ingest.reports.map((report) => report.queries?.[0]?.statement)).toEqual(['select ?', undefined]);
  });

  it('tells where a statement is asked for with its text, and when that becomes known', async () => {
    const { ingest, totals } = await start();
    const asked = [undefined, undefined, 'b.ts:2', 'b.ts:2'];
    for (const [at, callSite] of asked.entries()) {
      totals.addQuery({ ...aStatement, callSite }, 3, 1, false);
      await until(() => ingest.reports.length === at + 1);
    }

    const told = ingest.reports.map(({ queries }) => [queries?.[0]?.statement, queries?.[0]?.callSite]);
    expect(told).toEqual([
      ['select ?', undefined],
      [undefined, undefined],
      ['select ?', 'b.ts:2'],
      [undefined, undefined],
    ]);
  });

  it('keeps what the ingest service could not take, and sends it once it can', async () => {
    const { ingest, totals, reporter } = await start();
    ingest.answer = 503;
    totals.addRequest(aRequest);
    await until(() => ingest.attempts >= 2);
    totals.addRequest(aRequest);

    ingest.answer = 202;
    await until(() => ingest.reports.length > 0);
    await reporter.stop(2_000);

    const counts = ingest.reports.flatMap((report) => report.endpoints ?? []).map(({ count }) => count);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(reporter.health()).toMatchObject({ reportsWaiting: 0, dropped: {}, lastFailure: undefined });
  });

  it('waits longer after each failure', async () => {
    const { ingest, totals } = await start({}, () => 0.999);
    ingest.answer = 503;
    totals.addRequest(aRequest);

    await new Promise((later) => setTimeout(later, 500));

    expect(ingest.attempts).toBe(1);
  });

  it('gives up a report that is refused for what it is, and counts it', async () => {
    const { ingest, totals, reporter } = await start();
    ingest.answer = 401;
    totals.addRequest(aRequest);
    totals.addQuery(aStatement, 3, 1, false);
    await until(() => reporter.health().lastFailure !== undefined);

    ingest.answer = 202;
    totals.addQuery(aStatement, 3, 1, false);
    await until(() => ingest.reports.length > 0);

    expect(reporter.health().dropped).toEqual({ reports: 1, requests: 1 });
    expect(ingest.reports[0]).toMatchObject({
      dropped: { reports: 1, requests: 1 },
      // The report with its text was lost, so it is told again.
      queries: [{ statement: 'select ?' }],
    });
  });

  it('stays within its bounds for as long as the ingest service is away', async () => {
    let unixMs = 1_700_000_000_000;
    const clock = { nowMs: () => performance.now(), unixMs: () => unixMs };
    const { ingest, totals, reporter } = await start({ clock });
    ingest.answer = 503;

    const trace = aTrace(100);
    for (let minute = 0; minute < 200; minute++) {
      unixMs += 60_000;
      for (let one = 0; one < 20; one++) {
        totals.addRequest({ ...aRequest, route: `/route-${one}` });
        reporter.addTrace(trace);
      }
      await new Promise((later) => setTimeout(later, 12));
    }

    const health = reporter.health();
    expect(health.reportsWaiting).toBeLessThanOrEqual(120);
    expect(health.waitingBytes).toBeLessThanOrEqual(8 * 1_048_576);
    expect(health.dropped.traces).toBeGreaterThan(0);
    expect(health.lastFailure).toBe('HTTP 503');
  }, 60_000);

  it('bounds the totals of a host with endless routes and statements', async () => {
    const totals = new Totals();

    for (let one = 0; one < 20_000; one++) {
      totals.addRequest({ ...aRequest, route: `/route-${one}` });
      totals.addQuery(
        { fingerprint: one.toString(16).padStart(16, '0'), text: `select ${one}`, callSite: undefined },
        1,
        1,
        false,
      );
    }

    const slice = totals.take();
    expect(slice.endpoints.length).toBeLessThanOrEqual(501);
    expect(slice.endpoints.reduce((sum, { count }) => sum + count, 0)).toBe(20_000);
    expect(slice.endpoints.some(({ route }) => route === '(other)')).toBe(true);
    expect(slice.queries.length).toBe(1_000);
    expect(slice.dropped).toEqual({ queries: 19_000 });
  });

  it('bounds the timers of a host with endless names, and their length', () => {
    const totals = new Totals();

    for (let one = 0; one < 5_000; one++) totals.addTimer(`timer ${one}`, 1, { hasFailed: false });
    const { timers } = totals.take();
    totals.addTimer('x'.repeat(1_000), 1, { hasFailed: false });
    const [long] = totals.take().timers;

    expect(timers).toHaveLength(201);
    expect(timers.at(-1)).toMatchObject({ name: '(other)', count: 4_800 });
    expect(long?.name).toHaveLength(limits.nameLength);
  });

  it('sends a trace without its spans when it alone would fill a report', async () => {
    const { ingest, reporter } = await start();

    reporter.addTrace(aTrace(limits.spans));

    await until(() => ingest.reports.length > 0);
    expect(ingest.reports[0]?.traces?.[0]).toMatchObject({ spans: [], spansDropped: limits.spans });
  });

  it('gives up at its limit when the ingest service does not answer', async () => {
    const { reporter, totals, ingest } = await start();
    ingest.answer = 503;
    totals.addRequest(aRequest);
    const startMs = performance.now();

    await reporter.stop(100);

    expect(performance.now() - startMs).toBeLessThan(1_000);
  });

  it('never throws into the host when its own parts fail', async () => {
    const totals = new Totals();
    const reporter = createReporter({
      settings: toSettings({ service: 'test', reportEveryMs: 10 }),
      totals,
      deliver: Object.assign(() => Promise.reject(new Error('a bug')), { close: vi.fn() }),
      instance: 'here:1',
      random: () => 0,
    });
    open.push(() => reporter.stop(0));
    totals.addRequest(aRequest);

    await until(() => reporter.health().lastFailure === 'a bug');

    expect(() => reporter.addTrace(aTrace())).not.toThrow();
  });
});
