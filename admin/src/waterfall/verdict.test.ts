import { expect, it } from 'vitest';
import { aTrace, aView, sqlSpan } from './test-view.ts';
import { toVerdict } from './verdict.ts';

it('names the longest part of the way to the first byte', () => {
  const server = { requestMs: 180, appMs: 30, sqlMs: 150, sqlCount: 44 };

  expect(toVerdict(aView({ navigation: { waitMs: 200, server, traces: [] } }))).toBe(
    '75 % of the way to the first byte is SQL: 150 ms of 200 ms, in 44 statements.',
  );
});

it('counts a statement that repeats itself', () => {
  const spans = Array.from({ length: 12 }, (_, index) => sqlSpan(index * 3, 2));

  expect(toVerdict(aView({ navigation: { waitMs: 200, traces: [aTrace({ spans })] } }))).toMatch(
    /One statement ran 12 times in one request, 24 ms in all\.$/,
  );
});

it('has nothing to say of a view without a document', () => {
  expect(toVerdict(aView())).toBeNull();
});
