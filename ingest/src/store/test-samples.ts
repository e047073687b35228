/** Small valid bodies for tests, each with an id of its own. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { ReportBody, Trace, ViewBody } from '@throughline/protocol';
import type { StoredReport, StoredView } from './store.ts';

/** Noon of yesterday: stores keep views by age. */
export const noon = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 43_200_000;

export function aViewBody(changes: Partial<ViewBody> = {}, view: Partial<ViewBody['view']> = {}): ViewBody {
  return {
    v: 1,
    key: 'pk_demo',
    view: {
      id: randomUUID(),
      revision: 1,
      startedAtMs: noon,
      sentAtMs: noon + 4_000,
      url: 'https://example.test/articles/one',
      navigationType: 'navigate',
      ...view,
    },
    vitals: { lcp: { value: 1_834.2 }, cls: { value: 0.02 } },
    ...changes,
  };
}

export function aStoredView(changes: Partial<StoredView> = {}): StoredView {
  return {
    site: 'demo',
    body: aViewBody(),
    receivedAtMs: noon + 4_000,
    startedAtMs: noon,
    dated: 'sender',
    route: '/articles/:slug',
    isBot: false,
    ...changes,
  };
}

export function aTrace(changes: Partial<Trace> = {}): Trace {
  return {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    method: 'GET',
    route: '/articles/:slug',
    status: 200,
    startedAtMs: noon,
    durationMs: 41.2,
    kept: 'sampled',
    spans: [],
    ...changes,
  };
}

export function aStoredReport(
  body: Partial<ReportBody> = {},
  changes: Partial<StoredReport> = {},
): StoredReport {
  return {
    site: 'demo',
    service: 'cms-api',
    receivedAtMs: noon + 5_000,
    body: {
      v: 1,
      id: randomUUID(),
      service: 'cms-api',
      fromMs: noon,
      toMs: noon + 2_000,
      sentAtMs: noon + 2_000,
      ...body,
    },
    ...changes,
  };
}
