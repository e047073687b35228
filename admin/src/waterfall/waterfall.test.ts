import { expect, it } from 'vitest';
import { allRows, flattenRows } from './row.ts';
import { aTrace, aView, sqlSpan } from './test-view.ts';
import { toWaterfall } from './waterfall.ts';

const navigation = { dnsMs: 10, connectMs: 20, tlsMs: 30, waitMs: 200, responseMs: 40, traces: [] };

it('lays the phases one after another from navigation start', () => {
  const { rows } = toWaterfall(aView({ navigation }));

  expect(rows[0]?.bars.map((bar) => [bar.tone, bar.startMs])).toEqual([
    ['dns', 0],
    ['connect', 10],
    ['tls', 30],
    ['wait', 60],
    ['response', 260],
  ]);
});

it('ends the wait at the first byte when some time belongs to no phase', () => {
  const { rows } = toWaterfall(aView({ navigation }, { vitals: { ttfb: { value: 300 } } }));

  const wait = rows[0]?.bars.find((bar) => bar.tone === 'wait');
  expect(wait).toMatchObject({ startMs: 100, durationMs: 200 });
});

it('builds the page from the first byte to the load', () => {
  const { rows } = toWaterfall(
    aView({ navigation: { ...navigation, domInteractiveMs: 400, domContentLoadedMs: 500, loadMs: 900 } }),
  );

  const page = rows.find((row) => row.kind === 'document');
  expect(page).toMatchObject({ startMs: 260, durationMs: 640 });
  expect(page?.rows.map((row) => [row.startMs, row.durationMs])).toEqual([
    [260, 140],
    [400, 100],
    [500, 400],
  ]);
});

it('puts statements of an API request inside it', () => {
  const request = { url: 'https://api.example.test/b', startMs: 500, durationMs: 100 };
  const { rows } = toWaterfall(
    aView({ requests: [{ ...request, traces: [aTrace({ durationMs: 50, spans: [sqlSpan(5, 20)] })] }] }),
  );

  expect(allRows(rows).map(({ row }) => [row.kind, row.startMs])).toEqual([
    ['request', 500],
    ['server', 525],
    ['sql', 530],
  ]);
});

it('shows the loading first when something much later would press it flat', () => {
  const late = { url: 'https://api.example.test/late', startMs: 60_000, durationMs: 100, traces: [] };
  const { loading, whole } = toWaterfall(
    aView({ navigation: { ...navigation, loadMs: 1_000 }, requests: [late] }),
  );

  expect(loading.toMs).toBeLessThan(1_200);
  expect(whole.toMs).toBeGreaterThan(60_000);
});

it('has one span for everything when nothing is late', () => {
  const { loading, whole } = toWaterfall(aView({ navigation: { ...navigation, loadMs: 1_000 } }));

  expect(loading).toBe(whole);
});

it('survives a view that tells nothing', () => {
  const { rows, whole, document } = toWaterfall(aView());

  expect(rows).toEqual([]);
  expect(document).toBeNull();
  expect(whole.toMs).toBeGreaterThan(whole.fromMs);
});

it('gives every row its own name, the same after another revision', () => {
  const view = aView({
    navigation: { ...navigation, traces: [aTrace({ spans: [sqlSpan(0, 1), sqlSpan(2, 1), sqlSpan(4, 1)] })] },
  });

  const ids = allRows(toWaterfall(view).rows).map(({ row }) => row.id);

  expect(new Set(ids).size).toBe(ids.length);
  expect(allRows(toWaterfall({ ...view, revision: 2 }).rows).map(({ row }) => row.id)).toEqual(ids);
});

it('opens a closed group when it is toggled, and closes an open row', () => {
  const spans = [sqlSpan(0, 1), sqlSpan(2, 1), sqlSpan(4, 1)];
  const { rows } = toWaterfall(aView({ navigation: { ...navigation, traces: [aTrace({ spans })] } }));
  const count = (toggled: string[]) => flattenRows(rows, new Set(toggled)).length;
  const group = allRows(rows).find(({ row }) => row.kind === 'sql-group')?.row.id ?? '';

  expect(count([group])).toBe(count([]) + 3);
  expect(count(['navigation'])).toBe(1);
});
