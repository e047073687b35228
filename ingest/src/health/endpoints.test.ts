import type { DataHealth } from '@throughline/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aStoredReport, aStoredView, aViewBody } from '../store/test-samples.ts';
import { startTestApp, type TestApp } from '../test-app.ts';

let app: TestApp;
const nowMs = Date.now();

beforeAll(async () => {
  app = await startTestApp(async (store) => {
    for (const id of ['a', 'b']) await store.putSite({ id, name: id, writeKey: `pk_${id}`, origins: [] });
  });
});
afterAll(() => app.close());

function aView(browser: string, changes: object = {}, vitals: object = {}) {
  const startedAtMs = nowMs - 60_000;
  const body = aViewBody({ vitals }, { startedAtMs });
  return aStoredView({ site: 'a', browser, startedAtMs, receivedAtMs: nowMs - 50_000, body, ...changes });
}

it('tells what arrives from which browser, what was refused, and what the database would not take', async () => {
  const lcp = { lcp: { value: 1_000 } };
  await app.store.insertViews([
    aView('Chrome', {}, lcp),
    aView('Chrome', { isBot: true }, lcp),
    aView('Safari', { dated: 'received' }),
    aView('Safari', { route: '(other)' }),
    aView('Firefox', { site: 'b' }),
  ]);
  await app.store.insertReports([
    aStoredReport(
      { fromMs: nowMs - 60_000, toMs: nowMs - 58_000 },
      { site: 'a', receivedAtMs: nowMs - 50_000 },
    ),
  ]);
  const hourMs = Math.floor(nowMs / 3_600_000) * 3_600_000;
  await app.store.countRefusals([
    { site: 'a', hourMs, reason: 'foreign_origin', count: 7 },
    { site: 'b', hourMs, reason: 'invalid_body', count: 9 },
  ]);
  await app.store.insertDeadLetter({
    site: 'a',
    kind: 'view',
    receivedAtMs: nowMs - 1_000,
    reason: 'too odd',
    record: Buffer.from('{}'),
  });

  const { body, status } = await app.ask<DataHealth>('GET', '/sites/a/data-health', { as: app.admin });

  expect(status).toBe(200);
  expect(body).toMatchObject({
    views: 4,
    bots: 1,
    countsBots: false,
    dated: { sender: 3, corrected: 0, received: 1 },
    services: [{ service: 'cms-api' }],
    refusals: [{ reason: 'foreign_origin', count: 7 }],
    routes: { most: 2_000, otherViews: 1 },
    deadLetters: { count: 1, newest: [{ kind: 'view', reason: 'too odd' }] },
    spool: { lagMs: null, retries: 0 },
  });
  expect(body.browsers.map(({ browser, views, bots, told }) => [browser, views, bots, told.lcp])).toEqual(
    expect.arrayContaining([
      ['Chrome', 2, 1, 1],
      ['Safari', 2, 0, 0],
    ]),
  );
});

it('is empty, not wrong, for a site that nothing has come for', async () => {
  const range = '?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z';

  const { body } = await app.ask<DataHealth>('GET', `/sites/a/data-health${range}`, { as: app.admin });

  expect(body).toMatchObject({ views: 0, browsers: [], refusals: [], deadLetters: { count: 0, newest: [] } });
});
