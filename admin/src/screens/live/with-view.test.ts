import type { LiveView } from '@throughline/protocol';
import { expect, it } from 'vitest';
import { withView } from './use-live.ts';

const view = (id: string, revision: number): LiveView => ({
  id,
  revision,
  startedAt: '',
  route: '/',
  url: 'https://shop.test/',
  navigationType: 'navigate',
  isBot: false,
  vitals: {},
  server: {},
});

it('puts a new view on top and a newer telling in the place of the older', () => {
  const rows = [view('a', 1), view('b', 1)];
  expect(withView(rows, view('c', 1)).map(({ id }) => id)).toEqual(['c', 'a', 'b']);
  expect(withView(rows, view('b', 2))).toEqual([view('a', 1), view('b', 2)]);
  expect(withView([view('a', 3)], view('a', 2))).toEqual([view('a', 3)]);
});

it('keeps the newest hundred', () => {
  const full = Array.from({ length: 100 }, (_, at) => view(String(at), 1));
  const rows = withView(full, view('new', 1));
  expect(rows).toHaveLength(100);
  expect(rows[0]?.id).toBe('new');
});
