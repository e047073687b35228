import type { ViewRow } from '@throughline/protocol';
import { expect, it } from 'vitest';
import { mergeViews } from './merge-views.ts';

function aView(id: string, startedAt: string, lcp?: number): ViewRow {
  return {
    id,
    startedAt,
    route: '/',
    url: 'https://example.test/',
    navigationType: 'navigate',
    vitals: { lcp },
    server: {},
    api: { count: 0 },
  };
}

it('puts arrivals on top and keeps the older pages', () => {
  const listed = [aView('b', '2026-11-24T10:00:02Z'), aView('a', '2026-11-24T10:00:01Z')];

  const merged = mergeViews(listed, [aView('c', '2026-11-24T10:00:03Z')]);

  expect(merged.map((view) => view.id)).toEqual(['c', 'b', 'a']);
});

it('replaces a view by its newer telling', () => {
  const merged = mergeViews([aView('a', '2026-11-24T10:00:01Z')], [aView('a', '2026-11-24T10:00:01Z', 900)]);

  expect(merged.map((view) => view.vitals.lcp)).toEqual([900]);
});
