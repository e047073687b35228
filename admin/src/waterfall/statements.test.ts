import { expect, it } from 'vitest';
import { toStatementRows } from './statements.ts';
import { sqlSpan } from './test-view.ts';

it('tells the same statement again and again as one closed row with its total', () => {
  const spans = [sqlSpan(0, 10), sqlSpan(12, 20), sqlSpan(40, 30)];

  const [group, ...others] = toStatementRows(spans, 100, 'x');

  expect(others).toEqual([]);
  expect(group).toMatchObject({
    kind: 'sql-group',
    tag: '×3',
    note: '60 ms in all',
    startMs: 100,
    durationMs: 70,
    isOpenAtFirst: false,
  });
  expect(group?.rows.map((row) => row.startMs)).toEqual([100, 112, 140]);
});

it('leaves two of a kind and different statements alone', () => {
  const spans = [sqlSpan(0, 1), sqlSpan(2, 1), sqlSpan(4, 1, 'bbbbbbbbbbbbbbbb')];

  expect(toStatementRows(spans, 0, 'x').map((row) => row.kind)).toEqual(['sql', 'sql', 'sql']);
});

it('never groups statements without a fingerprint', () => {
  const spans = [1, 2, 3, 4].map((startMs) => ({ kind: 'sql' as const, startMs, durationMs: 1 }));

  const rows = toStatementRows(spans, 0, 'x');

  expect(rows).toHaveLength(4);
  expect(new Set(rows.map((row) => row.id)).size).toBe(4);
});

it('marks a failed statement and says why', () => {
  const [row] = toStatementRows([{ ...sqlSpan(0, 1), error: '23505' }], 0, 'x');

  expect(row).toMatchObject({ isFailed: true, note: '23505' });
});
