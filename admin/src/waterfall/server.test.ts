import { expect, it } from 'vitest';
import { allRows } from './row.ts';
import { toServerRows } from './server.ts';
import { aTrace, sqlSpan } from './test-view.ts';

const wait = { startMs: 100, durationMs: 200 };

it('places a server in the middle of the wait and its statements exactly inside it', () => {
  const [server] = toServerRows([aTrace({ durationMs: 100, spans: [sqlSpan(10, 5)] })], undefined, wait, 'x');

  expect(server).toMatchObject({ startMs: 150, durationMs: 100, tag: 'website' });
  expect(server?.rows[0]).toMatchObject({ kind: 'sql', startMs: 160, durationMs: 5 });
});

it('begins with the wait when the server took longer than it', () => {
  const [server] = toServerRows([aTrace({ durationMs: 300 })], undefined, wait, 'x');

  expect(server?.startMs).toBe(100);
});

it('nests a called service under the call that reached it', () => {
  const caller = aTrace({
    spans: [{ kind: 'http', startMs: 20, durationMs: 60, spanId: '00000000000000aa' }],
  });
  const callee = aTrace({
    service: 'cms-api',
    spanId: '2000000000000001',
    parentSpanId: '00000000000000aa',
    durationMs: 40,
  });

  const rows = toServerRows([callee, caller], undefined, wait, 'x');

  expect(rows).toHaveLength(1);
  expect(allRows(rows).map(({ row, level }) => [level, row.kind, row.startMs])).toEqual([
    [1, 'server', 150],
    [2, 'call', 170],
    [3, 'server', 180],
  ]);
});

it('nests a service under the request itself when the call was not told', () => {
  const callee = aTrace({ service: 'cms-api', spanId: '2000000000000001', parentSpanId: '1000000000000001' });

  const rows = toServerRows([aTrace(), callee], undefined, wait, 'x');

  expect(rows[0]?.rows.map((row) => row.tag)).toEqual(['cms-api']);
});

it('shows each trace once when they name each other as parent', () => {
  const root = aTrace({ spanId: 'a000000000000000' });
  const one = aTrace({ spanId: 'b000000000000000', parentSpanId: 'a000000000000000' });
  const self = aTrace({ spanId: 'c000000000000000', parentSpanId: 'c000000000000000' });

  const rows = toServerRows([root, one, self], undefined, wait, 'x');

  expect(allRows(rows).filter(({ row }) => row.kind === 'server')).toHaveLength(3);
});

it('falls back to the sum of Server-Timing when no trace was kept', () => {
  const [row, ...others] = toServerRows([], { requestMs: 100, appMs: 40, sqlMs: 60, sqlCount: 7 }, wait, 'x');

  expect(others).toEqual([]);
  expect(row).toMatchObject({ startMs: 150, durationMs: 100, note: 'SQL 60 ms in 7 statements' });
  expect(row?.bars.map((bar) => [bar.tone, bar.startMs, bar.durationMs])).toEqual([
    ['app', 150, 100],
    ['app', 150, 40],
    ['sql', 190, 60],
  ]);
});

it('says nothing of a server that said nothing', () => {
  expect(toServerRows([], {}, wait, 'x')).toEqual([]);
});
