import { randomUUID } from 'node:crypto';
import type { ServerTrace, ViewBody, WholeView } from '@throughline/protocol';
import { expect, it } from 'vitest';
import { aTrace } from '../store/test-samples.ts';
import { findCauses } from './causes.ts';

const fingerprint = 'a1b2c3d4e5f60718';
const run = {
  kind: 'sql',
  startMs: 0,
  durationMs: 10,
  fingerprint,
  statement: 'select 1',
  waitMs: 5,
} as const;

function aView(traces: ServerTrace[], body: Partial<ViewBody> = {}): WholeView {
  const view = {
    id: randomUUID(),
    revision: 1,
    startedAtMs: 0,
    sentAtMs: 0,
    url: 'https://shop.test/',
    navigationType: 'navigate',
  } as const;
  return {
    id: view.id,
    revision: 1,
    startedAt: '',
    receivedAt: '',
    dated: 'sender',
    route: '/',
    isWhole: true,
    body: { v: 1, view, vitals: {}, ...body },
    navigation: { traces },
    requests: [],
  };
}

function aServerTrace(runs: number): ServerTrace {
  return { ...aTrace(), service: 'api', spans: Array.from({ length: runs }, () => run) };
}

it('counts a statement per traced view, and its runs in the view that has most', () => {
  const causes = findCauses([aView([aServerTrace(1)]), aView([aServerTrace(3)]), aView([])]);

  expect(causes).toMatchObject({ views: 3, traced: 2, poolWaitMs: 5, sqlMs: 10 });
  expect(causes.statements).toEqual([
    {
      ranFor: 'page',
      service: 'api',
      fingerprint,
      statement: 'select 1',
      callSite: null,
      views: 2,
      mostRuns: 3,
      runs: 2,
      ms: 20,
    },
  ]);
});

it('counts each moment of waiting and of running once, however many do so in it', () => {
  const waits = [
    { ...run, startMs: 5, waitMs: 5 },
    { ...run, startMs: 8, waitMs: 8 },
    { ...run, startMs: 30, waitMs: 4 },
  ];

  const causes = findCauses([aView([{ ...aTrace(), service: 'api', spans: waits }])]);

  expect(causes).toMatchObject({ poolWaitMs: 12, sqlMs: 23 });
});

it('counts a trace once that answered the page and one of its requests', () => {
  const trace = aServerTrace(1);
  const view = aView([trace]);

  const causes = findCauses([
    { ...view, requests: [{ url: '/', startMs: 0, durationMs: 1, traces: [trace] }] },
  ]);

  expect(causes.statements).toMatchObject([{ runs: 1, ranFor: 'page' }]);
});

it('tells which slow resource was what LCP waited for', () => {
  const url = 'https://shop.test/lead.png';
  const slowest = [
    { url, type: 'img', startMs: 0, durationMs: 900, transferBytes: 4e6 },
    { url: 'https://shop.test/app.js', type: 'script', startMs: 0, durationMs: 300, renderBlocking: true },
  ];

  const causes = findCauses([
    aView([], { vitals: { lcp: { value: 1_000, url } }, resources: { byType: {}, slowest } }),
  ]);

  expect(causes.resources).toMatchObject([
    { url, durationMs: 900, transferBytes: 4e6, lcpViews: 1, isRenderBlocking: false },
    { type: 'script', transferBytes: null, lcpViews: 0, isRenderBlocking: true },
  ]);
});

it('finds nothing in nothing', () => {
  expect(findCauses([])).toEqual({
    views: 0,
    traced: 0,
    poolWaitMs: 0,
    sqlMs: 0,
    statements: [],
    resources: [],
    scripts: [],
  });
});
