import { expect, it } from 'vitest';
import { withParams } from './router.ts';

const address = { pathname: '/sites/demo', params: new URLSearchParams('range=7d&filter=a%26b') };

it('changes one parameter and keeps the others', () => {
  expect(withParams(address, { range: '1h' })).toBe('/sites/demo?range=1h&filter=a%26b');
});

it('takes a parameter away and leaves no lonely question mark', () => {
  expect(withParams(address, { range: null, filter: null })).toBe('/sites/demo');
});

it('keeps a route pattern readable', () => {
  expect(withParams(address, { range: null, filter: null, route: '/articles/:slug' })).toBe(
    '/sites/demo?route=/articles/:slug',
  );
});
