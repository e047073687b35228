/** Small views and traces for the tests of this folder. */
import type { ServerTrace, WholeView } from '@throughline/protocol';

export function aTrace(trace: Partial<ServerTrace> = {}): ServerTrace {
  return {
    service: 'website',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '1000000000000001',
    method: 'GET',
    route: '/a',
    status: 200,
    startedAtMs: 0,
    durationMs: 100,
    kept: 'sampled',
    spans: [],
    ...trace,
  };
}

export function sqlSpan(
  startMs: number,
  durationMs: number,
  fingerprint = 'aaaaaaaaaaaaaaaa',
): ServerTrace['spans'][number] {
  return { kind: 'sql', startMs, durationMs, fingerprint, statement: `select ${fingerprint}` };
}

export function aView(view: Partial<WholeView> = {}, body: Partial<WholeView['body']> = {}): WholeView {
  return {
    id: '8d0e0000-0000-4000-8000-000000000001',
    revision: 1,
    startedAt: '2026-11-24T10:00:00.000Z',
    receivedAt: '2026-11-24T10:00:01.000Z',
    dated: 'sender',
    route: '/a',
    isWhole: true,
    body: {
      v: 1,
      view: {
        id: '8d0e0000-0000-4000-8000-000000000001',
        revision: 1,
        startedAtMs: 0,
        sentAtMs: 0,
        url: 'https://example.test/a',
        navigationType: 'navigate',
      },
      vitals: {},
      ...body,
    },
    navigation: null,
    requests: [],
    ...view,
  };
}
